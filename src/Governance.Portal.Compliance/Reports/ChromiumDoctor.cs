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
            : DoctorLine.Warn(Subject, $"{renderer.Availability.Reason} Reports have no PDF; everything else works.");
    }

    private async Task<DoctorLine> PrintAsync(CancellationToken ct)
    {
        try
        {
            var pdf = await renderer.RenderAsync("<!doctype html><html lang=\"en\"><title>Doctor</title><p>Doctor</p></html>", ct);
            return DoctorLine.Ok(Subject, $"It prints ({pdf.Length} bytes).");
        }
        catch (Exception e) when (e is ReportsUnavailableException or ReportRenderingException)
        {
            return DoctorLine.Fail(Subject, $"It does not print: {e.Message} Does it start as the service's account?");
        }
    }
}
