#include "textflag.h"

// The weights of 16 bytes in the second sum: 16 for the first, 1 for the last.
DATA weights<>+0(SB)/8, $0x000d000e000f0010
DATA weights<>+8(SB)/8, $0x0009000a000b000c
DATA weights<>+16(SB)/8, $0x0005000600070008
DATA weights<>+24(SB)/8, $0x0001000200030004
GLOBL weights<>(SB), RODATA|NOPTR, $32

// func adlerSums(data []byte) (sum, before, weighted uint64)
TEXT ·adlerSums(SB), NOSPLIT, $0-48
	MOVQ  data_base+0(FP), SI
	MOVQ  data_len+8(FP), CX
	SHRQ  $4, CX
	MOVOU weights<>+0(SB), X6
	MOVOU weights<>+16(SB), X7
	PXOR  X0, X0 // zero
	PXOR  X1, X1 // sum of bytes, two lanes
	PXOR  X2, X2 // sum of what X1 was before each 16 bytes, two lanes
	PXOR  X3, X3 // weighted sum, four lanes

loop:
	TESTQ     CX, CX
	JZ        done
	MOVOU     (SI), X4
	PADDQ     X1, X2
	MOVO      X4, X5
	PSADBW    X0, X5
	PADDQ     X5, X1
	MOVO      X4, X5
	PUNPCKLBW X0, X4
	PUNPCKHBW X0, X5
	PMADDWL   X6, X4
	PMADDWL   X7, X5
	PADDL     X4, X3
	PADDL     X5, X3
	ADDQ      $16, SI
	DECQ      CX
	JMP       loop

done:
	// Lanes are added up in general registers.
	MOVQ   X1, AX
	PSRLDQ $8, X1
	MOVQ   X1, BX
	ADDQ   BX, AX
	MOVQ   AX, sum+24(FP)
	MOVQ   X2, AX
	PSRLDQ $8, X2
	MOVQ   X2, BX
	ADDQ   BX, AX
	MOVQ   AX, before+32(FP)
	MOVO      X3, X4
	PUNPCKLLQ X0, X3
	PUNPCKHLQ X0, X4
	PADDQ     X4, X3
	MOVQ      X3, AX
	PSRLDQ    $8, X3
	MOVQ      X3, BX
	ADDQ      BX, AX
	MOVQ      AX, weighted+40(FP)
	RET
