using Governance.Portal.Kernel.Contracts;
using Governance.Reporting.Rendering;

namespace Governance.Portal.Compliance.Reports;

/// <summary>A node without a report renderer, or with one that gives no answer, serves everything but PDFs.</summary>
internal sealed class RendererReadiness(WatchedRenderer renderer) : IReadinessCheck
{
    public Task<bool> IsReadyAsync(CancellationToken ct) => Task.FromResult(renderer.IsThere);
}
