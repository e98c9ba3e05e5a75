// The public answers about sizes and about what the gradients read.
#include "winograd_sizes.h"
#include "lamina_kernels.h"

int64_t lamina_panel_width(void) { return LAMINA_PANEL_WIDTH; }

int64_t lamina_packed_count(int64_t k, int64_t n) { return k * lamina_round_up(n, LAMINA_PANEL_WIDTH); }

int64_t lamina_convolution_packed_count(lamina_convolution_geometry g, int transposed) {
    const int64_t channels = g.channels / g.groups, filters = g.filters / g.groups;
    const int64_t taps = g.kernel_height * g.kernel_width;
    return g.groups * (transposed ? lamina_packed_count(taps * filters, channels) : lamina_packed_count(taps * channels, filters));
}

int64_t lamina_winograd_packed_count(int64_t depth, int64_t columns) { return LAMINA_WINOGRAD_POINTS * lamina_packed_count(depth, columns); }

int64_t lamina_winograd_scratch_count(int64_t depth) { return lamina_winograd_floats(depth); }

int lamina_activation_saves_output(lamina_activation_kind kind) {
    switch (kind) {
    case LAMINA_LINEAR:
    case LAMINA_SIGMOID:
    case LAMINA_TANH:
    case LAMINA_SELU:
    case LAMINA_CELU:
    case LAMINA_SOFTPLUS:
    case LAMINA_EXPONENTIAL:
    case LAMINA_HARD_SIGMOID:
    case LAMINA_SPARSE_SIGMOID:
        return 1;
    default:
        return 0;
    }
}

int lamina_activation_allows_output(lamina_activation activation) {
    if (activation.kind == LAMINA_RELU)
        return activation.alpha >= 0 && activation.gamma >= 0 && activation.beta > activation.gamma;
    return lamina_activation_saves_output((lamina_activation_kind)activation.kind);
}

int64_t lamina_simple_rnn_saved_width(int64_t units) { return units; }
int64_t lamina_gru_saved_width(int64_t units) { return 4 * units; }
int64_t lamina_lstm_saved_width(int64_t units) { return 5 * units; }

int64_t lamina_recurrent_scratch_width(int64_t units, int64_t gates) { return lamina_scratch_width(units, gates); }
