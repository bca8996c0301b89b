#include "textflag.h"

// Each step interleaves registers until one has all bytes of its elements.

// func unshuffle8SSE2(dst, src *byte, n, groups int)
TEXT ·unshuffle8SSE2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), DX
	MOVQ groups+24(FP), CX
	LEAQ (DX)(DX*2), R8       // three planes
	LEAQ (SI)(DX*4), R9       // the fifth plane

next8:
	TESTQ CX, CX
	JZ    done8

	// Planes 0 to 7, 16 elements each.
	MOVOU (SI), X0
	MOVOU (SI)(DX*1), X1
	MOVOU (SI)(DX*2), X2
	MOVOU (SI)(R8*1), X3
	MOVOU (R9), X4
	MOVOU (R9)(DX*1), X5
	MOVOU (R9)(DX*2), X6
	MOVOU (R9)(R8*1), X7

	// X0, X2, X4, X6: pairs of bytes of the first eight elements; X8 to X11: of
	// the other eight.
	MOVO      X0, X8
	PUNPCKLBW X1, X0
	PUNPCKHBW X1, X8
	MOVO      X2, X9
	PUNPCKLBW X3, X2
	PUNPCKHBW X3, X9
	MOVO      X4, X10
	PUNPCKLBW X5, X4
	PUNPCKHBW X5, X10
	MOVO      X6, X11
	PUNPCKLBW X7, X6
	PUNPCKHBW X7, X11

	// X0, X1: lower halves of elements 0 to 7, X4, X5: upper ones; X8, X3 and
	// X10, X7: of elements 8 to 15.
	MOVO      X0, X1
	PUNPCKLWL X2, X0
	PUNPCKHWL X2, X1
	MOVO      X4, X5
	PUNPCKLWL X6, X4
	PUNPCKHWL X6, X5
	MOVO      X8, X3
	PUNPCKLWL X9, X8
	PUNPCKHWL X9, X3
	MOVO      X10, X7
	PUNPCKLWL X11, X10
	PUNPCKHWL X11, X7

	// Two elements at a time.
	MOVO      X0, X2
	PUNPCKLLQ X4, X0
	PUNPCKHLQ X4, X2
	MOVOU     X0, (DI)
	MOVOU     X2, 16(DI)
	MOVO      X1, X2
	PUNPCKLLQ X5, X1
	PUNPCKHLQ X5, X2
	MOVOU     X1, 32(DI)
	MOVOU     X2, 48(DI)
	MOVO      X8, X2
	PUNPCKLLQ X10, X8
	PUNPCKHLQ X10, X2
	MOVOU     X8, 64(DI)
	MOVOU     X2, 80(DI)
	MOVO      X3, X2
	PUNPCKLLQ X7, X3
	PUNPCKHLQ X7, X2
	MOVOU     X3, 96(DI)
	MOVOU     X2, 112(DI)

	ADDQ $16, SI
	ADDQ $16, R9
	ADDQ $128, DI
	DECQ CX
	JMP  next8

done8:
	RET

// func unshuffle4SSE2(dst, src *byte, n, groups int)
TEXT ·unshuffle4SSE2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), DX
	MOVQ groups+24(FP), CX
	LEAQ (DX)(DX*2), R8       // three planes

next4:
	TESTQ CX, CX
	JZ    done4

	// Planes 0 to 3, 16 elements each.
	MOVOU (SI), X0
	MOVOU (SI)(DX*1), X1
	MOVOU (SI)(DX*2), X2
	MOVOU (SI)(R8*1), X3

	// X0, X2: pairs of bytes of the first eight elements; X4, X5: of the others.
	MOVO      X0, X4
	PUNPCKLBW X1, X0
	PUNPCKHBW X1, X4
	MOVO      X2, X5
	PUNPCKLBW X3, X2
	PUNPCKHBW X3, X5

	// Four elements at a time.
	MOVO      X0, X1
	PUNPCKLWL X2, X0
	PUNPCKHWL X2, X1
	MOVOU     X0, (DI)
	MOVOU     X1, 16(DI)
	MOVO      X4, X1
	PUNPCKLWL X5, X4
	PUNPCKHWL X5, X1
	MOVOU     X4, 32(DI)
	MOVOU     X1, 48(DI)

	ADDQ $16, SI
	ADDQ $64, DI
	DECQ CX
	JMP  next4

done4:
	RET
