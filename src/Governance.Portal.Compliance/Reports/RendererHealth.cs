using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting;
using Governance.Reporting.Rendering;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Compliance.Reports;

/// <summary>Whether documents can be printed, and whether the last ones were.</summary>
internal sealed class RendererHealth(WatchedRenderer renderer, IOptions<ReportOptions> options) : IHealthSource
{
    public string Subject => "PDF renderer";

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var patience = options.Value.Timeout.TotalSeconds;
        FormattableString limit =
            $"Rendering of a document is abandoned after {patience} seconds, and the renderer is restarted (Reports__Timeout).";
        var (silences, since) = renderer.State;
        yield return !renderer.Availability.IsAvailable
            ? HealthLine.Impaired(Subject, $"No renderer is installed, so there is no PDF. The command doctor on the host says why.", limit)
        : silences == 0 ? HealthLine.Well(Subject, $"PDF documents can be created.", limit)
        : silences == 1
            ? HealthLine.Impaired(
                Subject,
                $"The renderer did not respond for the last document. The renderer is restarted for the next document.",
                limit,
                since
            )
        : HealthLine.Impaired(
            Subject,
            $"The renderer did not respond for the last {silences} documents. Check the host's memory and processor time.",
            limit,
            since
        );
    }
}
