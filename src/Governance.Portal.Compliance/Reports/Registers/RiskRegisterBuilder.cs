using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Reports;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Localisation;
using Governance.Portal.Compliance.Documents.Records;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting;
using Governance.Reporting.Documents;
using Governance.Reporting.Layout;
using Governance.Reporting.Manifests;
using Governance.Reporting.Registers;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports.Registers;

/// <summary>The open risks of the register, of one model or of one AI system, with their measures and acceptances.</summary>
internal sealed class RiskRegisterBuilder(IDbContextFactory<GovernanceDbContext> dbFactory) : IReportBuilder
{
    /// <summary>Risks printed at most; beyond, a report is refused rather than cut.</summary>
    public const int Most = 1_000;

    private const int HighFrom = 10;

    public string Kind => "risk-register";

    public Permission Shows => Permission.ReadRisks;

    public async Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var models = await db
            .Risks.AsNoTracking()
            .Where(r => r.Model != null)
            .Select(r => r.Model!)
            .Distinct()
            .OrderBy(m => m)
            .Take(ReportKinds.MaxChoices)
            .ToListAsync(ct);
        var systems = await db
            .AiSystems.AsNoTracking()
            .OrderByDescending(s => s.Id)
            .Take(ReportKinds.MaxChoices)
            .Select(s => new { s.Id, s.Name })
            .ToListAsync(ct);
        return
        [
            new ReportChoice("*", Wording.Text($"The whole register")),
            .. models.Select(m => new ReportChoice(m, Wording.Verbatim(m))),
            .. systems.Select(s => new ReportChoice(s.Id.ToString(), Wording.Verbatim($"{s.Name} ({s.Id})"))),
        ];
    }

    public async Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found =
            subject == "*" ? subject
            : DisplayId.TryParse<SystemId>(subject, out var id)
                ? await db.AiSystems.AnyAsync(s => s.Id == id, ct) ? id.ToString()
                    : null
            : ModelName.IsModel(subject) && await db.Models.AnyAsync(m => m.Name == subject, ct) ? subject
            : null;
        if (found is null)
        {
            return ReportRefusals.SubjectUnknown(
                $"The subject of a risk register must be * (all risks), a model or an AI system such as SYS-0001."
            );
        }

        return await (await OfAsync(db, found, ct)).CountAsync(ct) > Most
            ? ReportRefusals.NothingToReport($"There are more than {Most} open risks. Choose the register of one model or one AI system.")
            : found;
    }

    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var risks = await (await OfAsync(db, subject, ct))
            .OrderByDescending(r => r.ResidualScore ?? r.InherentScore)
            .ThenBy(r => r.Id)
            .Take(Most)
            .ToListAsync(ct);
        var closed = await db.Risks.AsNoTracking().CountAsync(r => r.State == RiskState.Closed, ct);
        var records = await FindRiskRecords.RecordsAsync(db, risks, document.MadeAt, ct);
        var words =
            subject == "*" ? "The whole register"
            : DisplayId.TryParse<SystemId>(subject, out var id)
                ? await db.AiSystems.Where(s => s.Id == id).Select(s => s.Name).SingleAsync(ct)
            : subject;
        var high = risks.Count(r => (r.ResidualScore ?? r.InherentScore) >= HighFrom);
        return new RegisterRecord
        {
            Document = document,
            KindName = Kind,
            TitleWords = "Risk register",
            About = subject,
            AboutWords = words,
            Basis = "Open risks with their scores, measures and acceptances, as recorded in the register",
            Facts =
            [
                ("Covers", words),
                ("Open risks", Count(risks.Count)),
                ("High or critical", $"{Count(high)}, by the score with controls or, if not assessed, before controls"),
                ("Review overdue", Count(risks.Count(r => r.ReviewAt < document.MadeAt))),
                ("Closed", $"{Count(closed)} in the whole register, not printed"),
            ],
            Sections = [Summary(risks), All(risks, records, document.MadeAt), Measures(risks), Acceptances(risks, document.MadeAt)],
            Claims = [.. records.SelectMany(Claims)],
            Scope =
                "A score is the judgement of the people named, not a measurement. Risks that no one has "
                + "identified are missing, and a risk without a residual assessment is printed as not "
                + "assessed, never as low. Residual risk is accepted by signature, printed above where it was given.",
        };
    }

    private static async Task<IQueryable<Risk>> OfAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        var open = db.Risks.AsNoTracking().Where(r => r.State == RiskState.Open);
        if (subject == "*")
        {
            return open;
        }

        if (!DisplayId.TryParse<SystemId>(subject, out var id))
        {
            return open.Where(r => r.Model == subject);
        }

        var models = (await db.AiSystems.AsNoTracking().SingleAsync(s => s.Id == id, ct)).Models;
        var name = id.ToString();
        return open.Where(r => r.SystemId == name || (r.Model != null && models.Contains(r.Model)));
    }

    private static RegisterSection Summary(List<Risk> risks)
    {
        var bands = Enum.GetValues<RiskBand>()
            .Reverse()
            .Select(band =>
                (IReadOnlyList<RegisterCell>)
                    [
                        Ours(FindRiskRecords.Words(WireName.Of(band))),
                        RegisterCell.Of($"{RiskBands.Range(band).From} to {RiskBands.Range(band).To}"),
                        Number(risks.Count(r => RiskBands.Of(r.InherentScore) == band)),
                        Number(risks.Count(r => r.ResidualScore is { } left && RiskBands.Of(left) == band)),
                    ]
            )
            .ToList();
        var unassessed = risks.Count(r => r.ResidualScore is null);
        return new RegisterSection(
            "Summary",
            [
                risks.Count == 0
                    ? "No risk is open."
                    : $"{Count(risks.Count)} open, {Count(unassessed)} of them without a residual assessment.",
            ],
            [.. risks.Take(RiskScores.Most).Select(r => new RiskScore(r.Id.ToString(), r.Title, r.InherentScore, r.ResidualScore))],
            [
                new RegisterTable(
                    "Open risks by band",
                    [
                        new("Band", 24),
                        new("Score", 20),
                        new("Before controls", 24, IsNumber: true),
                        new("With controls", 24, IsNumber: true),
                    ],
                    bands,
                    ""
                ),
            ]
        );
    }

    private static RegisterSection All(List<Risk> risks, IReadOnlyList<FoundRecord> records, DateTimeOffset now) =>
        new(
            "Risks",
            [],
            [],
            [
                new RegisterTable(
                    "Open risks, the highest first",
                    [
                        new("Risk", 12),
                        new("What it is", 30),
                        new("Before", 8, IsNumber: true),
                        new("With controls", 12, IsNumber: true),
                        new("Treatment", 16),
                        new("Owner and review", 22),
                    ],
                    [
                        .. risks.Zip(
                            records,
                            (risk, record) =>
                                (IReadOnlyList<RegisterCell>)
                                    [
                                        risk.Id.ToString(),
                                        new RegisterCell(risk.Title).With(
                                            $"{Word(WireName.Of(risk.Category))}. Cause: {risk.Cause}. Consequence: {risk.Consequence}"
                                        ),
                                        Number(risk.InherentScore),
                                        risk.ResidualScore is { } left ? Number(left) : Ours("not assessed"),
                                        Ours(
                                                risk.Treatment is { } treatment
                                                    ? FindRiskRecords.Words(WireName.Of(treatment))
                                                    : "not decided"
                                            )
                                            .With(risk.IsRaised ? (FormattableString)$"likelihood raised by {risk.SignalAlert}" : null),
                                        new RegisterCell(record.By ?? "").With(
                                            risk.ReviewAt < now
                                                ? (FormattableString)$"{RegisterValue.Day(risk.ReviewAt)}, past due"
                                                : $"{RegisterValue.Day(risk.ReviewAt)}"
                                        ),
                                    ]
                        ),
                    ],
                    "No risk is open."
                ),
            ]
        );

    private static RegisterSection Measures(List<Risk> risks) =>
        new(
            "Measures",
            [],
            [],
            [
                new RegisterTable(
                    "Measures and planned steps",
                    [new("Risk", 12), new("Measure or step", 38), new("Evidence", 20), new("Effective or due", 16), new("Status", 14)],
                    [
                        .. risks.SelectMany(r =>
                            r.Mitigations.Select(m =>
                                (IReadOnlyList<RegisterCell>)
                                    [
                                        r.Id.ToString(),
                                        m.Text,
                                        m.Evidence is { } evidence ? evidence : Ours("none named"),
                                        m.InPlaceSince is { } since ? Day(since) : Ours("not yet"),
                                        new RegisterCell(
                                            "",
                                            m.IsInPlace
                                                ? new StateWord("In force", StateKind.Pass)
                                                : new StateWord("Planned", StateKind.Pending)
                                        ),
                                    ]
                            )
                        ),
                        .. risks.SelectMany(r =>
                            r.Steps.Select(s =>
                                (IReadOnlyList<RegisterCell>)
                                    [
                                        r.Id.ToString(),
                                        s.Text,
                                        s.Evidence is { } evidence ? evidence : Ours("none named"),
                                        Day(s.DoneAt ?? s.DueAt),
                                        new RegisterCell(
                                            "",
                                            s.IsDone ? new StateWord("Done", StateKind.Pass) : new StateWord("Open", StateKind.Pending)
                                        ),
                                    ]
                            )
                        ),
                    ],
                    "No measure is recorded."
                ),
            ]
        );

    private static RegisterSection Acceptances(List<Risk> risks, DateTimeOffset now) =>
        new(
            "Accepted risks",
            [],
            [],
            [
                new RegisterTable(
                    "Acceptances and the score each was given for",
                    [new("Risk", 12), new("Accepted by", 34), new("For", 16), new("Until", 16), new("State", 20)],
                    [
                        .. risks.SelectMany(r =>
                            r.Acceptances.Select(a =>
                                (IReadOnlyList<RegisterCell>)
                                    [
                                        r.Id.ToString(),
                                        a.Signatures.Count == 0 ? Ours("no one yet") : Signed(a),
                                        RegisterCell.Of($"score {a.Accepted.Score}"),
                                        Day(a.ExpiresAt),
                                        new RegisterCell(
                                            "",
                                            a.Counts(now)
                                                ? new StateWord("In force", StateKind.Pass)
                                                : new StateWord(FindRiskRecords.Words(WireName.Of(a.State)), StateKind.Idle)
                                        ),
                                    ]
                            )
                        ),
                    ],
                    "No risk was accepted by signature."
                ),
            ]
        );

    private static IEnumerable<EvidencedClaim> Claims(FoundRecord record)
    {
        var reference = new EvidenceReference(record.Id, record.Kind, record.Sha256!);
        foreach (var (field, value) in record.Rows[0])
        {
            yield return new EvidencedClaim(
                $"{record.Id}: {DocumentLabels.Field(field)}",
                value.Measures is [var measure] ? measure.Value : value.Text,
                reference
            );
        }
    }

    private static RegisterCell Signed(RiskAcceptance acceptance)
    {
        var signatures = acceptance
            .Signatures.Select(s => (FormattableString)$"{s.Attestation.PrintedName}, {RegisterValue.Day(s.Attestation.At)}")
            .ToList();
        return RegisterCell.Of($"{RegisterValue.List(signatures)}");
    }

    private static RegisterCell Ours(string english) => RegisterCell.Of($"{RegisterValue.Word(english)}");

    private static RegisterCell Number(int number) => RegisterCell.Of($"{RegisterValue.Number(number)}");

    private static RegisterValue Word(string wire) => RegisterValue.Word(FindRiskRecords.Words(wire));

    private static RegisterCell Day(DateTimeOffset time) => RegisterCell.Of($"{RegisterValue.Day(time)}");

    private static string Count(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
