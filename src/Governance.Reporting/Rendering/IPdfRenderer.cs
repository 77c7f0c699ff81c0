namespace Governance.Reporting.Rendering;

/// <summary>Prints one self-contained HTML document as a tagged PDF, or draws it.</summary>
public interface IPdfRenderer
{
    /// <summary>Whether a job has a chance now; cheap, for the readiness page and for disabling a button with its reason.</summary>
    RendererAvailability Availability { get; }

    /// <exception cref="ReportsUnavailableException">There is no converter; the exception names the configuration key.</exception>
    /// <exception cref="ReportRenderingException">This document could not be printed within its limits.</exception>
    Task<byte[]> RenderAsync(string html, CancellationToken cancellationToken);

    /// <summary>A picture of the whole document as PNG, with two pixels for each of its own.</summary>
    /// <param name="html">The document.</param>
    /// <param name="width">Its width in CSS pixels.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ReportsUnavailableException">There is no converter; the exception names the configuration key.</exception>
    /// <exception cref="ReportRenderingException">This document could not be drawn within its limits.</exception>
    Task<byte[]> PictureAsync(string html, int width, CancellationToken cancellationToken);
}

/// <summary>Whether reports can be printed; the reason, a sentence for the person who asked, is null when they can.</summary>
public sealed record RendererAvailability(bool IsAvailable, string? Reason)
{
    public static RendererAvailability Available { get; } = new(true, null);
}
