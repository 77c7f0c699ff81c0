using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Hosting;

/// <summary>How many pages are open on this node, of those that may be.</summary>
internal sealed class OpenPagesHealth(OpenPages pages, IOptions<LimitsOptions> limits) : IHealthSource
{
    public string Subject => "Open pages";

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        FormattableString limit = $"At the limit, anyone else has to wait; open pages keep working (Limits__OpenPages).";
        var (count, most) = (Formats.Count(pages.Count), Formats.Count(limits.Value.OpenPages));
        yield return pages.IsFull
            ? HealthLine.Stopped(
                Subject,
                $"{count} of {most} pages are open: anyone else is asked to try again in a minute. Add a node.",
                limit
            )
            : HealthLine.Well(Subject, $"{count} of {most} pages open.", limit);
    }
}
