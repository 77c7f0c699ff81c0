using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;
using Governance.Reporting.Manifests;
using Governance.Reporting.Signing;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Cli.Tests.Reports;

public sealed class ReportVerifyTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 8, 42, 17, TimeSpan.Zero);
    private static readonly string s_evidence = Sha("evidence");

    private readonly CliRun _run = new();
    private readonly SampleLog _log = new(600);
    private readonly SealCertificate _seal = SealCertificate.Create("Meridian Retail Bank", s_now);

    public void Dispose()
    {
        _run.Dispose();
        _log.Dispose();
        _seal.Dispose();
    }

    [Fact]
    public async Task Verify_WhatTheLogKnows_Exits0OfflineAndAgainstThePortal()
    {
        var (file, export) = await MadeAsync(Seal(Manifest()));
        await using var portal = await StubPortal.StartAsync(r =>
            r.Path == "/api/v1/audit/export"
                ? new StubAnswer(200, "application/json", File.ReadAllBytes(export))
                : StubAnswer.Problem(404, "no")
        );

        Assert.Equal(0, await _run.InvokeAsync(["report", "verify", file, "--export", export, "--public-key", _log.Key.ToString()]));
        Assert.StartsWith("Verified.\n", _run.Out);
        Assert.Contains("REP-0042 with exactly these bytes", _run.Out);
        Assert.Contains("2 statements rest on evidence whose digest an entry of the log names.", _run.Out);
        Assert.Contains("1 statement rests on digests without an entry of their own", _run.Out);
        Assert.Equal(0, await _run.InvokeAsync(portal, "report", "verify", file));
        Assert.StartsWith("Verified, but only with the log key that the export itself contains.\n", _run.Out);
    }

    [Fact]
    public async Task Verify_AnEvidenceTheLogDoesNotName_Exits1AndNamesTheNumber()
    {
        var (file, export) = await MadeAsync(Seal(Manifest(Sha("another validation"))));

        Assert.Equal(1, await _run.InvokeAsync(["report", "verify", file, "--export", export]));
        Assert.StartsWith(
            $"Not verified: No entry of the log names SHA-256 {Sha("another validation")} of EVD-0001, "
                + "on which \"Annex IV(4): auc\" = 0.7914 rests.\n",
            _run.Out
        );
        Assert.Equal(1, await _run.InvokeAsync(["report", "verify", file, "--export", export, "-o", "json"]));
        using var json = JsonDocument.Parse(_run.Out);
        Assert.False(json.RootElement.GetProperty("verified").GetBoolean());
        Assert.Contains("EVD-0001", json.RootElement.GetProperty("firstFailure").GetString());
        Assert.Equal("REP-0042", json.RootElement.GetProperty("report").GetString());
    }

    [Fact]
    public async Task Verify_OneByteAltered_Exits1WithoutAskingTheLog()
    {
        var bytes = Seal(Manifest());
        bytes[bytes.Length / 3] ^= 1;
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Problem(500, "no"));

        Assert.Equal(1, await _run.InvokeAsync(portal, "report", "verify", _run.File("altered.pdf", bytes)));
        Assert.StartsWith("Not verified: ", _run.Out);
        Assert.Empty(portal.Requests);
    }

    [Fact]
    public async Task Verify_SealedAgainBySomebodyElse_Exits1BecauseItIsNotTheFileThatWasMade()
    {
        var (_, export) = await MadeAsync(Seal(Manifest()));
        using var forger = SealCertificate.Create("Meridian Retail Bank", s_now);
        var forged = _run.File("forged.pdf", Seal(Manifest(value: "0.9999"), forger));

        Assert.Equal(1, await _run.InvokeAsync(["report", "verify", forged, "--export", export]));
        Assert.Contains("It is not the file that was created.", _run.Out.Split('\n')[0]);
    }

    [Fact]
    public async Task Verify_AnExportFromBeforeTheReport_Exits1()
    {
        var before = _run.File("before.json", await _log.ExportAsync());
        var (file, _) = await MadeAsync(Seal(Manifest()));

        Assert.Equal(1, await _run.InvokeAsync(["report", "verify", file, "--export", before]));
        Assert.StartsWith("Not verified: No entry of the log says that REP-0042 was created.", _run.Out);
    }

    [Fact]
    public async Task Verify_AnAlteredLog_Exits1AndNamesTheEntry()
    {
        var (file, _) = await MadeAsync(Seal(Manifest()));
        var json = await _log.JsonAsync();
        json["leaves"]![13] = "e30=";

        Assert.Equal(1, await _run.InvokeAsync(["report", "verify", file, "--export", _run.File("bad.json", json.ToJsonString())]));
        Assert.StartsWith("Not verified: The log cannot be verified.", _run.Out);
        Assert.Contains("13", _run.Out.Split('\n')[0]);
    }

    [Fact]
    public async Task Verify_ARefusedAttemptThatNamesADigest_ProvesNothing()
    {
        var pdf = Seal(Manifest());
        Log("evidence.added", "EVD-0001", s_evidence, refused: true);
        LogReport(pdf);

        Assert.Equal(
            1,
            await _run.InvokeAsync([
                "report",
                "verify",
                _run.File("r.pdf", pdf),
                "--export",
                _run.File("export.json", await _log.ExportAsync()),
            ])
        );
        Assert.StartsWith("Not verified: No entry of the log names", _run.Out);
    }

    [Fact]
    public async Task Verify_WhatIsNoReport_Exits1_AndWhatIsNotThere_Exits2()
    {
        var export = _run.File("export.json", await _log.ExportAsync());

        Assert.Equal(1, await _run.InvokeAsync(["report", "verify", _run.File("text.pdf", "no PDF at all"), "--export", export]));
        Assert.Equal(1, await _run.InvokeAsync(["report", "verify", _run.File("plain.pdf", Pdf()), "--export", export]));
        Assert.Contains("carries no signature", _run.Out);
        Assert.Equal(2, await _run.InvokeAsync(["report", "verify", Path.Combine(_run.Folder, "none.pdf"), "--export", export]));
        Assert.Equal(
            2,
            await _run.InvokeAsync([
                "report",
                "verify",
                _run.File("text.pdf", "no PDF at all"),
                "--export",
                Path.Combine(_run.Folder, "none.json"),
            ])
        );
        Assert.Equal(2, await _run.InvokeAsync(["report", "verify"]));
    }

    [Fact]
    public async Task Verify_PortalThatDoesNotAnswer_Exits3()
    {
        var (file, _) = await MadeAsync(Seal(Manifest()));
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Problem(401, "The key is unknown."));

        Assert.Equal(3, await _run.InvokeAsync(portal, "report", "verify", file));
    }

    private static string Sha(string of) => Sha256Hex.Of(Encoding.UTF8.GetBytes(of));

    private static EvidenceManifest Manifest(string? sha256 = null, string value = "0.7914") =>
        new()
        {
            DocumentId = "REP-0042",
            Kind = "annex-iv",
            Subject = "SYS-0001",
            MadeAt = s_now,
            Claims =
            [
                new("Annex IV(4): auc", value, new("EVD-0001", "validation_report", sha256 ?? s_evidence)),
                new("Annex IV(4): brier", "0.128", new("EVD-0001", "validation_report", sha256 ?? s_evidence)),
                new("Annex IV(1): name", "Retail credit scoring", new("SYS-0001", "system_card", Sha("printed")) { IsUnlogged = true }),
            ],
        };

    private byte[] Seal(EvidenceManifest manifest, SealCertificate? seal = null) =>
        PadesSigner.Sign(
            Pdf(),
            (seal ?? _seal).Certificate,
            new()
            {
                SignedAt = s_now,
                Name = "Meridian Retail Bank",
                Metadata = new("Technical documentation", "en", "REP-0042", "Meridian Retail Bank", s_now),
                Attachment = new(EvidenceManifest.FileName, EvidenceManifest.MediaType, "Evidence", manifest.ToJson()),
            }
        );

    private async Task<(string File, string Export)> MadeAsync(byte[] pdf)
    {
        Log("evidence.added", "EVD-0001", s_evidence);
        LogReport(pdf);
        return (_run.File("report.pdf", pdf), _run.File("export.json", await _log.ExportAsync()));
    }

    private void LogReport(byte[] pdf) =>
        _log.Leaves.Add(
            Encoding.UTF8.GetBytes(
                $$"""{"action":"report.made","actor":"system:reports","actorName":null,"data":{"kind":"annex-iv","manifestSha256":"{{Sha256Hex.Of(PdfVerifier.Verify(pdf).Manifest!)}}","sha256":"{{Sha256Hex.Of(pdf)}}"},"outcome":"done","request":null,"role":null,"schema":"governance.event/v1","subject":"REP-0042","time":"2026-11-20T08:42:18.000Z"}"""
            )
        );

    private void Log(string action, string subject, string sha256, bool refused = false) =>
        _log.Leaves.Add(
            Encoding.UTF8.GetBytes(
                $$"""{"action":"{{action}}","actor":"user:USR-0001","actorName":null,"data":"""
                    + $$"""{"sha256":"{{sha256}}"},"outcome":"{{(refused ? "refused" : "done")}}","request":null,"role":null"""
                    + $$""","schema":"governance.event/v1","subject":"{{subject}}","time":"2026-11-20T08:00:00.000Z"}"""
            )
        );

    /// <summary>A page of nothing: what is printed on it is no concern of these tests.</summary>
    private static byte[] Pdf()
    {
        string[] objects =
        [
            "<</Type /Catalog /Pages 2 0 R>>",
            "<</Type /Pages /Kids [3 0 R] /Count 1>>",
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100]>>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var index = 0; index < objects.Length; index++)
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{objects[index]}\nendobj\n");
        }

        var start = pdf.Length;
        pdf.Append("xref\n0 4\n0000000000 65535 f\r\n");
        offsets.ForEach(offset => pdf.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n\r\n"));
        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size 4 /Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }
}
