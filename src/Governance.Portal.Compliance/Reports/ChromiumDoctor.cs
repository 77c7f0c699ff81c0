using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting.Rendering;

namespace Governance.Portal.Compliance.Reports;

/// <summary>Whether PDF can be printed, tried with a page of one word.</summary>
internal sealed class ChromiumDoctor(IPdfRenderer renderer) : IDoctorCheck
{
    private const string Subject = "Chromium";

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        yield return renderer.Availability.IsAvailable
            ? await PrintAsync(ct)
            : DoctorLine.Warn(Subject, $"{renderer.Availability.Reason} Reports cannot be created as PDF; everything else works.");
    }

    private async Task<DoctorLine> PrintAsync(CancellationToken ct)
    {
        try
        {
            var pdf = await renderer.RenderAsync("<!doctype html><html lang=\"en\"><title>Doctor</title><p>Doctor</p></html>", ct);
            return DoctorLine.Ok(Subject, $"It rendered a test page ({pdf.Length} bytes).");
        }
        catch (Exception e) when (e is ReportsUnavailableException or ReportRenderingException)
        {
            return DoctorLine.Fail(Subject, $"It cannot render a PDF: {e.Message} Can it start as the service account?");
        }
    }
}
