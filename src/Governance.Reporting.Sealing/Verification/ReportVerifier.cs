using System.Globalization;
using System.Text.Json;
using Governance.Reporting.Manifests;
using Governance.Reporting.Signing;
using Governance.Transparency;

namespace Governance.Reporting.Verification;

/// <summary>
/// Verifies a report away from the portal that made it: its seal, and that the log knows the report and each digest its numbers rest on.
/// Read the report first, show every entry of the log to <see cref="Search"/>, then conclude. Never throws on what a stranger sent.
/// </summary>
public sealed class ReportVerifier
{
    private const string LogEntry = "log-entry";
    private const string LogPrefix = "log:";
    private readonly List<VerificationFinding> _findings = [];
    private readonly string _sha256;
    private readonly string _manifestSha256 = "";
    private bool _failed;

    private ReportVerifier(byte[] pdf)
    {
        _sha256 = Sha256Hex.Of(pdf);
        Seal = PdfVerifier.Verify(pdf);
        Search = new LogSearch("", [], []);
        if (Seal.Problem is { } problem)
        {
            Fail(problem);
            return;
        }

        var signature = Seal.Signatures.First(s => s.CoversWholeFile);
        Prove($"The seal of {signature.Name} is intact and covers the whole file: no byte has been altered since it was sealed.");
        if (Seal.Manifest is not { } attached)
        {
            Fail("No evidence manifest is attached, so there is nothing to compare with the log.");
            return;
        }

        _manifestSha256 = Sha256Hex.Of(attached);
        try
        {
            Manifest = EvidenceManifest.Parse(attached);
        }
        catch (JsonException e)
        {
            Fail($"The attached evidence manifest cannot be read: {e.Message}");
            return;
        }

        Search = new LogSearch(
            Manifest.DocumentId,
            Manifest.Claims.Where(c => c.Evidence.Kind != LogEntry).Select(c => c.Evidence.Sha256),
            Manifest.Claims.Where(c => c.Evidence.Kind == LogEntry).Select(c => Number(c.Evidence)).OfType<long>()
        );
    }

    /// <summary>The signatures of the file.</summary>
    public PdfVerification Seal { get; }

    /// <summary>The attached manifest; null when it cannot be read or nothing vouches for it.</summary>
    public EvidenceManifest? Manifest { get; }

    /// <summary>Takes the entries of the log.</summary>
    public LogSearch Search { get; }

    /// <summary>Digest of the file.</summary>
    public string Sha256 => _sha256;

    /// <summary>True when the file alone shows that nothing is verified: the log need not be asked.</summary>
    public bool HasFailed => _failed;

    /// <summary>What was found, in the order it was looked at.</summary>
    public IReadOnlyList<VerificationFinding> Findings => _findings;

    /// <summary>The first thing that is wrong; null when everything holds.</summary>
    public VerificationFinding? FirstFailure => _findings.Find(f => f.Kind is FindingKind.Failed);

    /// <summary>Reads a report.</summary>
    public static ReportVerifier Read(byte[] pdf)
    {
        ArgumentNullException.ThrowIfNull(pdf);
        return new ReportVerifier(pdf);
    }

    /// <summary>Holds the report against the log whose entries were shown.</summary>
    /// <param name="log">Whether the log itself holds.</param>
    public void Conclude(LogVerification log)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (_failed)
        {
            return;
        }

        if (!log.Verified)
        {
            var first = log.Findings.First(f => f.Kind is FindingKind.Failed);
            Add(first with { Sentence = $"The log cannot be verified. {first.Sentence}" });
            return;
        }

        if (Search.Seen == 0)
        {
            Fail("The export contains only the hashes of entries. Use an export with all entries.");
            return;
        }

        if (log.Checkpoint is { } checkpoint)
        {
            Prove($"The log {checkpoint.Origin} of {Count(checkpoint.Size)} entries is verified.");
        }

        OfReport();
        OfClaims();
        _findings.AddRange(log.Findings.Where(f => f.Kind is FindingKind.Note));
    }

    private void OfReport()
    {
        var id = Manifest!.DocumentId;
        if (Search.Report is not { } made)
        {
            Fail($"No entry of the log says that {id} was created. An export that is older than the report does not name it.");
        }
        else if (made.Sha256 != _sha256)
        {
            Fail(
                $"The log recorded {id} with SHA-256 {made.Sha256 ?? "none"} in entry {Count(made.Index)}; this file has {_sha256}. It is "
                    + "not the file that was created.",
                made.Index
            );
        }
        else if (made.ManifestSha256 != _manifestSha256)
        {
            Fail($"The log recorded a different evidence manifest for {id} in entry {Count(made.Index)}.", made.Index);
        }
        else
        {
            _findings.Add(
                new VerificationFinding(
                    FindingKind.Proven,
                    $"Entry {Count(made.Index)} records {id} with exactly these bytes and this evidence manifest.",
                    made.Index
                )
            );
        }
    }

    private void OfClaims()
    {
        var (held, computed) = (0, 0);
        var missing = new HashSet<EvidenceReference>();
        foreach (var claim in Manifest!.Claims)
        {
            switch (Standing(claim.Evidence))
            {
                case true:
                    held++;
                    break;
                case null:
                    computed++;
                    break;
                default:
                    // One sentence for each record, naming the first number that rests on it.
                    if (missing.Add(claim.Evidence))
                    {
                        Fail(
                            $"No entry of the log names SHA-256 {claim.Evidence.Sha256} of {claim.Evidence.Id}, on which "
                                + $"\"{Short(claim.Claim)}\"{(claim.Value is { } value ? $" = {Short(value)}" : "")} rests."
                        );
                    }

                    break;
            }
        }

        if (held > 0)
        {
            Prove(
                $"{Count(held)} {(held == 1 ? "statement rests" : "statements rest")} on evidence whose digest an entry of the log names."
            );
        }

        if (computed > 0)
        {
            _findings.Add(
                new VerificationFinding(
                    FindingKind.Note,
                    $"{Count(computed)} {(computed == 1 ? "statement rests" : "statements rest")} on digests without an entry of their "
                        + $"own, computed for this report or declared within another record; the log covers them through the entry "
                        + $"of the report."
                )
            );
        }
    }

    /// <summary>True when the log names the digest, false when it does not, null when no entry of its own is to be expected.</summary>
    private bool? Standing(EvidenceReference evidence) =>
        evidence.Kind == LogEntry ? Number(evidence) is { } index && Search.HashOf(index) == evidence.Sha256
        : Search.EntryOf(evidence.Sha256) is not null ? true
        : evidence.IsUnlogged ? null
        : false;

    private static long? Number(EvidenceReference evidence) =>
        evidence.Id.StartsWith(LogPrefix, StringComparison.Ordinal)
        && long.TryParse(evidence.Id.AsSpan(LogPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Short(string text) => text.Length <= 120 ? text : text[..119] + "…";

    private void Prove(string sentence) => Add(new VerificationFinding(FindingKind.Proven, sentence));

    private void Fail(string sentence, long? index = null) => Add(new VerificationFinding(FindingKind.Failed, sentence, index));

    private void Add(VerificationFinding finding)
    {
        _failed |= finding.Kind is FindingKind.Failed;
        _findings.Add(finding);
    }
}
