using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Governance.Portal.Observability;

/// <summary>
/// Chooses among what begins a trace: a share of requests and actions. A statement that no request asked for (of a job that looks every
/// second) is no trace.
/// </summary>
internal sealed class RootSampler(double share) : Sampler
{
    private readonly TraceIdRatioBasedSampler _share = new(share);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind is ActivityKind.Client
            ? new SamplingResult(SamplingDecision.Drop)
            : _share.ShouldSample(in samplingParameters);
}
