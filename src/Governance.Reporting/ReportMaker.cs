using System.Security.Cryptography;
using Governance.Localisation;
using Governance.Reporting.Dashboards;
using Governance.Reporting.Manifests;
using Governance.Reporting.Rendering;
using Governance.Reporting.Signing;
using static Governance.Localisation.Texts;

namespace Governance.Reporting;

/// <summary>A report record in, a sealed PDF out.</summary>
public sealed class ReportMaker(HtmlReports html, IPdfRenderer renderer)
{
    /// <summary>The same HTML that is printed, for the preview in the portal.</summary>
    /// <exception cref="ReportIncompleteException">A section could not be computed and no draft was asked for.</exception>
    public Task<string> MakeHtmlAsync(ReportRecord report, ReportCompleteness completeness, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        RequireComplete(report, completeness);
        return html.RenderAsync(report, cancellationToken);
    }

    /// <exception cref="ReportIncompleteException">A section could not be computed and no draft was asked for.</exception>
    /// <exception cref="ReportDataException">The record contradicts itself.</exception>
    /// <exception cref="ReportsUnavailableException">There is no converter.</exception>
    /// <exception cref="ReportRenderingException">The document could not be printed within its limits.</exception>
    public async Task<SealedReport> MakePdfAsync(
        ReportRecord report,
        SealCertificate seal,
        ReportCompleteness completeness,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(seal);
        RequireComplete(report, completeness);
        var page = await html.RenderAsync(report, cancellationToken);
        var printed = await renderer.RenderAsync(page, cancellationToken);
        var document = report.Document;
        // For programs, and so the same in every language.
        var manifest = report.Manifest().ToJson();
        using var language = Languages.Use(document.Language);
        var pdf = PadesSigner.Sign(
            printed,
            seal,
            new()
            {
                SignedAt = document.MadeAt,
                Name = document.Installation,
                Reason = T["Seals {0} as exported by the portal", document.Id],
                Metadata = new(
                    $"{T.Word(report.Title)}: {report.SubjectName}",
                    document.Language,
                    document.Id,
                    document.Installation,
                    document.MadeAt
                )
                {
                    // Held by tests over every kind of report, condition by condition.
                    IsUniversallyAccessible = true,
                },
                Attachment = new(
                    EvidenceManifest.FileName,
                    EvidenceManifest.MediaType,
                    T["Each claim of this report with the ID and SHA-256 of its evidence"],
                    manifest
                ),
            }
        );
        return new(pdf, Convert.ToHexStringLower(SHA256.HashData(pdf)), manifest, Convert.ToHexStringLower(SHA256.HashData(manifest)));
    }

    /// <summary>Draws a dashboard as one picture (PNG).</summary>
    /// <exception cref="ReportsUnavailableException">There is no converter.</exception>
    /// <exception cref="ReportRenderingException">The document could not be drawn within its limits.</exception>
    public async Task<byte[]> MakePictureAsync(DashboardRecord dashboard, CancellationToken cancellationToken) =>
        await renderer.PictureAsync(
            await html.RenderAsync<DashboardPicture>(dashboard, cancellationToken),
            DashboardPicture.Width,
            cancellationToken
        );

    private static void RequireComplete(ReportRecord report, ReportCompleteness completeness)
    {
        if (completeness == ReportCompleteness.Complete && report.Gaps.Count > 0)
        {
            throw new ReportIncompleteException(report.Gaps);
        }
    }
}

/// <summary>Whether a report may be made while a section of it could not be computed.</summary>
public enum ReportCompleteness
{
    /// <summary>Any gap stops the report.</summary>
    Complete,

    /// <summary>A gap is printed as <em>not computed</em> with its reason, and every page says Draft.</summary>
    DraftAllowed,
}

/// <summary>The PDF, its own digest for the audit log, and the manifest inside it.</summary>
public sealed record SealedReport(byte[] Pdf, string Sha256, byte[] Manifest, string ManifestSha256);
