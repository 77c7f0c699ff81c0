using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Observability;

/// <summary>Requests that were refused for their size: the limits held, and someone may have to raise them or send less.</summary>
internal sealed class SizeHealth(PortalMeter meter, IOptions<LimitsOptions> limits) : IHealthSource
{
    public string Subject => "Large uploads and tables";

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var (bytes, rows) = (Formats.SizeLimit(limits.Value.TableBytes), Formats.Count(limits.Value.WindowRows));
        var refused = meter.TooLarge.Count;
        yield return HealthLine.Well(
            Subject,
            refused switch
            {
                0 => (FormattableString)$"Nothing was refused for its size in the last hour.",
                1 => $"One request was refused for its size in the last hour. The answer names the limit.",
                _ => $"{Formats.Count(refused)} requests were refused for their size in the last hour. Each answer names the limit.",
            },
            $"A table may have at most {bytes} and {rows} rows (Limits__TableBytes, Limits__WindowRows); lists are paged."
        );
    }
}
