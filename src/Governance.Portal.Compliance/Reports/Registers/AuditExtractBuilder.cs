using System.Globalization;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Reporting;
using Governance.Reporting.Layout;
using Governance.Reporting.Manifests;
using Governance.Reporting.Registers;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports.Registers;

/// <summary>
/// The entries of the audit log about one subject, or the newest of the whole log; each with its place and leaf hash, so that it can be
/// proven.
/// </summary>
internal sealed class AuditExtractBuilder(IDbContextFactory<GovernanceDbContext> dbFactory) : IReportBuilder
{
    /// <summary>Entries printed at most; that older ones are left out is said.</summary>
    public const int Most = 1_000;

    private const int MaxSubject = 200;

    public string Kind => "audit-extract";

    public Permission Shows => Permission.ReadAudit;

    public async Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var recent = await db
            .AuditEntries.AsNoTracking()
            .OrderByDescending(e => e.Index)
            .Take(2_000)
            .Select(e => e.Subject)
            .ToListAsync(ct);
        return
        [
            new ReportChoice("*", Wording.Text($"The newest entries of the whole log")),
            .. recent.Distinct(StringComparer.Ordinal).Take(ReportKinds.MaxChoices).Select(s => new ReportChoice(s, Wording.Verbatim(s))),
        ];
    }

    public async Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (subject == "*")
        {
            return subject;
        }

        return subject.Length is > 0 and <= MaxSubject && await db.AuditEntries.AnyAsync(e => e.Subject == subject, ct)
            ? subject
            : ReportRefusals.SubjectUnknown(
                $"The subject of an audit extract must be * (the newest entries) or a subject of the log such as APR-0012 or "
                    + $"fraud-scorer@1.4.0."
            );
    }

    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var all = db.AuditEntries.AsNoTracking().Where(e => subject == "*" || e.Subject == subject);
        var total = await all.LongCountAsync(ct);
        var entries = await all.OrderByDescending(e => e.Index).Take(Most).ToListAsync(ct);
        entries.Reverse();
        var names = await ActorNames.LoadAsync(db, entries.Select(e => e.Actor).Distinct(StringComparer.Ordinal), ct);
        var rows = entries.Select(e => (Entry: e, Hash: LeafHash(e.Leaf), Refused: IsRefused(e.Leaf))).ToList();
        return new RegisterRecord
        {
            Document = document,
            KindName = Kind,
            TitleWords = "Audit extract",
            About = subject,
            AboutWords = subject == "*" ? "Newest entries of the whole log" : subject,
            Basis = "Entries of the tamper-evident log, each with its position and leaf hash",
            Facts =
            [
                ("Covers", subject == "*" ? "The whole log" : subject),
                (
                    "Entries",
                    $"{total.ToString("#,0", CultureInfo.InvariantCulture)}"
                        + $"{(total > Most ? $", the newest {Most.ToString("#,0", CultureInfo.InvariantCulture)} are printed" : "")}"
                ),
                ("Refused attempts", rows.Count(r => r.Refused).ToString("#,0", CultureInfo.InvariantCulture)),
            ],
            Sections =
            [
                new RegisterSection(
                    "Entries",
                    [
                        "The leaf hash is SHA-256 over a zero byte and the entry's stored bytes (RFC 6962). With the entry's "
                            + "receipt, it can be verified against a signed checkpoint without this portal.",
                    ],
                    [],
                    [
                        new RegisterTable(
                            "Entries in the order of the log",
                            [new("Entry", 10, IsNumber: false), new("Time", 20), new("Who", 20), new("What", 26), new("Leaf hash", 24)],
                            [
                                .. rows.Select(r =>
                                    (IReadOnlyList<RegisterCell>)
                                        [
                                            RegisterCell.Of($"{RegisterValue.Number(r.Entry.Index)}"),
                                            RegisterCell.Of($"{RegisterValue.Time(r.Entry.Time)}"),
                                            new RegisterCell(names[r.Entry.Actor], Note: r.Entry.Actor),
                                            new RegisterCell(
                                                r.Refused ? "" : r.Entry.Action,
                                                r.Refused ? new StateWord($"Refused: {r.Entry.Action}", StateKind.Fail) : null,
                                                r.Entry.Subject
                                            ),
                                            r.Hash[..16],
                                        ]
                                ),
                            ],
                            "The log has no entries."
                        ),
                    ]
                ),
            ],
            Claims =
            [
                .. rows.Select(r => new EvidencedClaim(
                    $"Entry {r.Entry.Index.ToString(CultureInfo.InvariantCulture)}: {r.Entry.Action}",
                    r.Entry.Subject,
                    new EvidenceReference($"log:{r.Entry.Index.ToString(CultureInfo.InvariantCulture)}", "log-entry", r.Hash)
                )),
            ],
            Scope =
                "An extract shows selected entries of the log; it does not show that nothing else happened. "
                + "Completeness is proven by the log itself, its checkpoints and the copies of them kept elsewhere. "
                + "Free text is kept outside the log and is not printed here.",
        };
    }

    private static string LeafHash(byte[] leaf) => Sha256Hex.Of([0, .. leaf]);

    private static bool IsRefused(byte[] leaf)
    {
        using var json = JsonDocument.Parse(leaf);
        return json.RootElement.GetProperty("outcome").GetString() == "refused";
    }
}
