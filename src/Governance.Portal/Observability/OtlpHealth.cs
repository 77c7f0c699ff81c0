using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Observability;

/// <summary>Whether the collector of metrics and traces takes what is sent.</summary>
internal sealed class OtlpHealth(OtlpState state, IOptions<OtlpOptions> options) : IHealthSource
{
    public string Subject => "Metrics collector";

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        FormattableString limit = $"Nothing is queued for it: what it does not accept is dropped (Telemetry__Otlp__Endpoint).";
        yield return options.Value.Endpoint.Length == 0 ? HealthLine.Off(Subject, $"Nothing is sent.", limit)
        : state.Problem is { } problem
            ? HealthLine.Impaired(Subject, $"It does not accept metrics and traces: {problem}", limit, state.Since)
        : HealthLine.Well(Subject, $"It accepts metrics and traces.", limit);
    }
}
