#include "textflag.h"

// Go names the unpacking of bytes BW, of words WL, of double words LQ, and of
// quadruple words QDQ. Each step puts twice as many elements of one plane side by
// side, until a register has one plane of all 16.

// func shuffle8SSE2(dst, src *byte, n, step int)
TEXT ·shuffle8SSE2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), DX
	MOVQ step+24(FP), CX

	// X0 to X7: bytes 0 to 7 of two elements each.
	MOVQ      (SI), X0
	MOVQ      (SI)(CX*1), X15
	PUNPCKLBW X15, X0
	LEAQ      (SI)(CX*2), SI
	MOVQ      (SI), X1
	MOVQ      (SI)(CX*1), X15
	PUNPCKLBW X15, X1
	LEAQ      (SI)(CX*2), SI
	MOVQ      (SI), X2
	MOVQ      (SI)(CX*1), X15
	PUNPCKLBW X15, X2
	LEAQ      (SI)(CX*2), SI
	MOVQ      (SI), X3
	MOVQ      (SI)(CX*1), X15
	PUNPCKLBW X15, X3
	LEAQ      (SI)(CX*2), SI
	MOVQ      (SI), X4
	MOVQ      (SI)(CX*1), X15
	PUNPCKLBW X15, X4
	LEAQ      (SI)(CX*2), SI
	MOVQ      (SI), X5
	MOVQ      (SI)(CX*1), X15
	PUNPCKLBW X15, X5
	LEAQ      (SI)(CX*2), SI
	MOVQ      (SI), X6
	MOVQ      (SI)(CX*1), X15
	PUNPCKLBW X15, X6
	LEAQ      (SI)(CX*2), SI
	MOVQ      (SI), X7
	MOVQ      (SI)(CX*1), X15
	PUNPCKLBW X15, X7

	// X0, X2, X4, X6: bytes 0 to 3 of four elements each; X8 to X11: bytes 4 to 7.
	MOVO      X0, X8
	PUNPCKLWL X1, X0
	PUNPCKHWL X1, X8
	MOVO      X2, X9
	PUNPCKLWL X3, X2
	PUNPCKHWL X3, X9
	MOVO      X4, X10
	PUNPCKLWL X5, X4
	PUNPCKHWL X5, X10
	MOVO      X6, X11
	PUNPCKLWL X7, X6
	PUNPCKHWL X7, X11

	// X0, X1, X8, X2: two bytes each of the first eight elements; X4, X5, X10,
	// X6: of the other eight.
	MOVO      X0, X1
	PUNPCKLLQ X2, X0
	PUNPCKHLQ X2, X1
	MOVO      X4, X5
	PUNPCKLLQ X6, X4
	PUNPCKHLQ X6, X5
	MOVO      X8, X2
	PUNPCKLLQ X9, X8
	PUNPCKHLQ X9, X2
	MOVO      X10, X6
	PUNPCKLLQ X11, X10
	PUNPCKHLQ X11, X6

	// Two planes at a time.
	MOVO       X0, X3
	PUNPCKLQDQ X4, X0
	PUNPCKHQDQ X4, X3
	MOVOU      X0, (DI)
	MOVOU      X3, (DI)(DX*1)
	LEAQ       (DI)(DX*2), DI
	MOVO       X1, X3
	PUNPCKLQDQ X5, X1
	PUNPCKHQDQ X5, X3
	MOVOU      X1, (DI)
	MOVOU      X3, (DI)(DX*1)
	LEAQ       (DI)(DX*2), DI
	MOVO       X8, X3
	PUNPCKLQDQ X10, X8
	PUNPCKHQDQ X10, X3
	MOVOU      X8, (DI)
	MOVOU      X3, (DI)(DX*1)
	LEAQ       (DI)(DX*2), DI
	MOVO       X2, X3
	PUNPCKLQDQ X6, X2
	PUNPCKHQDQ X6, X3
	MOVOU      X2, (DI)
	MOVOU      X3, (DI)(DX*1)
	RET

// func shuffle4SSE2(dst, src *byte, n, step int)
TEXT ·shuffle4SSE2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), DX
	MOVQ step+24(FP), CX

	// X0, X2, X4, X6: bytes 0 to 3 of four elements each.
	MOVL      (SI), X0
	MOVL      (SI)(CX*1), X15
	PUNPCKLBW X15, X0
	LEAQ      (SI)(CX*2), SI
	MOVL      (SI), X14
	MOVL      (SI)(CX*1), X15
	PUNPCKLBW X15, X14
	PUNPCKLWL X14, X0
	LEAQ      (SI)(CX*2), SI
	MOVL      (SI), X2
	MOVL      (SI)(CX*1), X15
	PUNPCKLBW X15, X2
	LEAQ      (SI)(CX*2), SI
	MOVL      (SI), X14
	MOVL      (SI)(CX*1), X15
	PUNPCKLBW X15, X14
	PUNPCKLWL X14, X2
	LEAQ      (SI)(CX*2), SI
	MOVL      (SI), X4
	MOVL      (SI)(CX*1), X15
	PUNPCKLBW X15, X4
	LEAQ      (SI)(CX*2), SI
	MOVL      (SI), X14
	MOVL      (SI)(CX*1), X15
	PUNPCKLBW X15, X14
	PUNPCKLWL X14, X4
	LEAQ      (SI)(CX*2), SI
	MOVL      (SI), X6
	MOVL      (SI)(CX*1), X15
	PUNPCKLBW X15, X6
	LEAQ      (SI)(CX*2), SI
	MOVL      (SI), X14
	MOVL      (SI)(CX*1), X15
	PUNPCKLBW X15, X14
	PUNPCKLWL X14, X6

	// X0, X1: two bytes each of the first eight elements; X4, X5: of the other
	// eight.
	MOVO      X0, X1
	PUNPCKLLQ X2, X0
	PUNPCKHLQ X2, X1
	MOVO      X4, X5
	PUNPCKLLQ X6, X4
	PUNPCKHLQ X6, X5

	// Two planes at a time.
	MOVO       X0, X3
	PUNPCKLQDQ X4, X0
	PUNPCKHQDQ X4, X3
	MOVOU      X0, (DI)
	MOVOU      X3, (DI)(DX*1)
	LEAQ       (DI)(DX*2), DI
	MOVO       X1, X3
	PUNPCKLQDQ X5, X1
	PUNPCKHQDQ X5, X3
	MOVOU      X1, (DI)
	MOVOU      X3, (DI)(DX*1)
	RET
