using Governance.Portal.Kernel.Contracts;
using Governance.Reporting.Rendering;

namespace Governance.Portal.Compliance.Reports;

/// <summary>A node without a report renderer serves everything but PDFs.</summary>
internal sealed class RendererReadiness(IPdfRenderer renderer) : IReadinessCheck
{
    public Task<bool> IsReadyAsync(CancellationToken ct) => Task.FromResult(renderer.Availability.IsAvailable);
}
