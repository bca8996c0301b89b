#!/usr/bin/env python3
"""gen_caiman.py OUT.hdf5 -n N --d1 D1 --d2 D2 -t T [--px 400] [--seed 0] [--no-dff] [--reject .25] [--template GENUINE.hdf5]

Writes a file in CaImAn 1.12 `cnm.save()` layout (same names, dtypes, 'NoneType' markers, string attributes, contiguous
unchunked uncompressed datasets) at any size. Memory stays bounded: traces are streamed in row blocks of <= 64 MB.
params/ is copied from a genuine file (default ../testdata/caiman/cnmf2p_full.hdf5), only dims, fnames, fr, K changed.
Numbers are simulated so that:  C = bl + AR(1) calcium of S,  YrA = noise,  F_dff = (C+YrA-q)/(base+q),  R == YrA (as after refit).
Every ROI is a filled disc-like blob, unit l2 norm, column sorted, F order pixels; expected values can be recomputed with
expected(seed, i): roi i has centre (cy, cx) = argmax pixel (see `centres`).
"""
import argparse, math, os, numpy as np, h5py
BLOCK = 64 << 20
HERE = os.path.dirname(os.path.abspath(__file__))
NONE_EST = ['A_thr', 'Ab', 'Ab_dense', 'AtA', 'AtY_buf', 'CC', 'CY', 'C_on', 'Cf', 'OASISinstances', 'W', 'Yr_buf', 'b0', 'center',
            'discarded_components', 'ecc', 'ind_new', 'mn', 'noisyC', 'psx', 'rho_buf', 'sv', 'vr']

def centres(n, d1, d2, r):
    """(row, col) of ROI centres, on a jittered grid; deterministic."""
    ny = max(1, int(round(math.sqrt(n * d1 / d2)))); nx = -(-n // ny)
    i = np.arange(n); gy, gx = i % ny, i // ny
    cy = r + (gy + .5) * (d1 - 2 * r) / ny; cx = r + (gx + .5) * (d2 - 2 * r) / nx
    return np.clip(np.round(cy), r, d1 - 1 - r).astype(int), np.clip(np.round(cx), r, d2 - 1 - r).astype(int)

def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('out'); ap.add_argument('-n', type=int, default=1000); ap.add_argument('--d1', type=int, default=512); ap.add_argument('--d2', type=int, default=796)
    ap.add_argument('-t', type=int, default=20000); ap.add_argument('--px', type=int, default=400); ap.add_argument('--seed', type=int, default=0)
    ap.add_argument('--fr', type=float, default=30.); ap.add_argument('--no-dff', action='store_true'); ap.add_argument('--no-R', action='store_true')
    ap.add_argument('--reject', type=float, default=.25); ap.add_argument('--nb', type=int, default=2); ap.add_argument('--f4', action='store_true', help='float32 traces (OnACID / CNMF-E patches)')
    ap.add_argument('--template', default=HERE + '/../testdata/caiman/cnmf2p_full.hdf5')
    a = ap.parse_args(); N, d1, d2, T = a.n, a.d1, a.d2, a.t; d = d1 * d2
    rng = np.random.default_rng(a.seed); tdt = np.float32 if a.f4 else np.float64
    r = max(2, int(math.sqrt(a.px / math.pi)))
    with h5py.File(a.out, 'w') as f, h5py.File(a.template, 'r') as t:
        f.attrs['mmap_file'] = f'/data/memmap_d1_{d1}_d2_{d2}_d3_1_order_C_frames_{T}.mmap'
        f['dims'] = np.array([d1, d2]); f['dview'] = 'NoneType'
        for k in t:
            if k in ('remove_very_bad_comps', 'skip_refinement'): f[k] = t[k][()]
        t.copy('params', f)
        pdat = f['params/data']; pdat['dims'][...] = [d1, d2]; pdat['fr'][...] = a.fr
        del pdat['fnames']; pdat['fnames'] = np.bytes_(['/data/raw/large.tif'])
        f['params/init/K'][...] = N
        e = f.create_group('estimates')
        for k in NONE_EST: e[k] = 'NoneType'
        # ---- A (csc, F-order pixel index = row + d1*col), int32 indices as scipy gives below 2**31 nnz
        yy, xx = np.meshgrid(np.arange(-r, r + 1), np.arange(-r, r + 1), indexing='ij')
        w = np.exp(-(yy ** 2 + xx ** 2) / (2 * (r / 1.6) ** 2)); keep = yy ** 2 + xx ** 2 <= r * r + .5
        order = np.argsort((yy + d1 * xx)[keep], kind='stable')
        off = (yy + d1 * xx)[keep][order].astype(np.int64); w0 = w[keep][order]; P = off.size
        cy, cx = centres(N, d1, d2, r)
        g = e.create_group('A')
        D = g.create_dataset('data', (N * P,), np.float64); I = g.create_dataset('indices', (N * P,), np.int32)
        step = max(1, BLOCK // (P * 8))
        for i in range(0, N, step):
            j = min(N, i + step); rr = np.random.default_rng([a.seed, 1, i])
            W = w0 * rr.uniform(.85, 1., (j - i, P)); W[:, np.flatnonzero(off == 0)[0]] = 1.05 * W.max(1)      # centre is the maximum
            W /= np.linalg.norm(W, axis=1, keepdims=True)
            D[i * P:j * P] = W.ravel(); I[i * P:j * P] = ((cy[i:j] + d1 * cx[i:j])[:, None] + off).astype(np.int32).ravel()
        g['indptr'] = (np.arange(N + 1) * P).astype(np.int32); g['shape'] = np.array([d, N])
        # ---- traces, row blocks
        names = ['C', 'S', 'YrA'] + ([] if a.no_R else ['R']) + ([] if a.no_dff else ['F_dff'])
        ds = {k: e.create_dataset(k, (N, T), tdt) for k in names}
        step = max(1, BLOCK // (T * 8)); gam = .92
        from numpy import concatenate
        try: from scipy.signal import lfilter
        except ImportError: lfilter = None
        bl = np.empty(N); sn = np.empty(N)
        for i in range(0, N, step):
            j = min(N, i + step); rr = np.random.default_rng([a.seed, 2, i]); m = j - i
            S = np.where(rr.random((m, T)) < .01, rr.exponential(300., (m, T)), 0.); S[:, 0] = 0
            if lfilter is not None: C = lfilter([1.], [1., -gam], S, axis=1)
            else:
                C = np.empty_like(S); C[:, 0] = 0
                for q in range(1, T): C[:, q] = gam * C[:, q - 1] + S[:, q]
            b_ = -rr.uniform(50, 300, m); s_ = rr.uniform(40, 160, m); bl[i:j] = b_; sn[i:j] = s_
            C += b_[:, None]; Y = rr.standard_normal((m, T), dtype=np.float32) * s_[:, None].astype(np.float32)
            ds['C'][i:j] = C; ds['S'][i:j] = S; ds['YrA'][i:j] = Y
            if 'R' in ds: ds['R'][i:j] = Y
            if 'F_dff' in ds: C += Y; q = np.percentile(C[:, :2000], 20, axis=1)[:, None]; C -= q; C /= (3000. + q); ds['F_dff'][i:j] = C
        # ---- background, quality, small per-component fields
        col = np.cos(np.linspace(0, 3, d2)) * .2 + 1
        bb = np.empty((d, a.nb))
        for k in range(a.nb): v = np.outer(np.sin(np.linspace(.3 + k, 2.8 + k, d1)) ** 2 + .1, col).ravel(order='F'); bb[:, k] = v / np.linalg.norm(v)
        e['b'] = bb.astype(tdt); e['f'] = (400 * math.sqrt(d) * (1 + .05 * np.random.default_rng([a.seed, 3]).standard_normal((a.nb, T)))).astype(tdt)
        for k, v in (('bl', bl), ('c1', np.zeros(N)), ('lam', np.full(N, 2.5)), ('neurons_sn', sn)): e[k] = np.array([repr(float(x)) for x in v]).astype('|S32')
        e['g'] = np.full((N, 1), gam); e['nr'] = N; e['dims'] = np.array([d1, d2]); e['shifts'] = np.zeros((T, 2)); e['sn'] = np.full(d, 20., np.float32)
        e['Cn'] = np.abs(np.random.default_rng([a.seed, 4]).standard_normal((d1, d2))).clip(0, 1)
        rr = np.random.default_rng([a.seed, 5]); acc = rr.random(N) >= a.reject
        e['SNR_comp'] = np.where(acc, rr.uniform(6, 30, N), rr.uniform(0, 6, N)); e['r_values'] = np.where(acc, rr.uniform(.8, 1, N), rr.uniform(-.2, .8, N)); e['cnn_preds'] = np.zeros(0)
        e['idx_components'] = np.flatnonzero(acc); e['idx_components_bad'] = np.flatnonzero(~acc)
    print(f'{a.out}: {os.path.getsize(a.out)/1e9:.3f} GB, N={N} px/roi={P} T={T} accepted={int(acc.sum())} roi0 argmax (row,col)=({cy[0]},{cx[0]})')
if __name__ == '__main__':
    main()
