using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Reporting;
using Governance.Reporting.Manifests;
using Governance.Reporting.Registers;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Competences;

/// <summary>The AI literacy and the competences of the people of the organisation (Art. 4): figures, gaps, and records.</summary>
internal sealed class CompetencesBuilder(IDbContextFactory<GovernanceDbContext> dbFactory, ListCompetences list) : IReportBuilder
{
    /// <summary>Records and people printed at most; that there are more is said.</summary>
    public const int Most = 500;

    public string Kind => "competences";

    public Permission Shows => Permission.ReadCompetences;

    public bool IsOfInstallation => true;

    public Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<ReportChoice>>([new ReportChoice("*", Wording.Text($"All people with an active account"))]);

    public Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct) =>
        Task.FromResult<Result<string>>(
            subject == "*"
                ? subject
                : ReportRefusals.SubjectUnknown(
                    $"The subject of a competence report must be *, which stands for all people with an active account."
                )
        );

    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var today = TimeZoneInfo.ConvertTime(document.MadeAt, document.Zone).Day();
        var topics = await RequiredCompetences.TopicsAsync(db, ct);
        var literacy = await list.LiteracyAsync(db, ct);
        var gaps = await list.MatrixAsync(gaps: true, role: null, 0, Most, ct);
        var valid = db
            .Competences.AsNoTracking()
            .Where(c => c.State == CompetenceState.Confirmed && c.On <= today && (c.ValidUntil == null || c.ValidUntil >= today));
        var total = await valid.CountAsync(ct);
        var records = await valid.OrderBy(c => c.Topic).ThenBy(c => c.PersonName).ThenBy(c => c.Id).Take(Most).ToListAsync(ct);
        return new RegisterRecord
        {
            Document = document,
            KindName = Kind,
            TitleWords = "Competences and AI literacy",
            About = subject,
            AboutWords = "All people with an active account",
            Basis = "Training confirmed by someone other than the person, and what the organisation requires of roles and duties",
            Facts =
            [
                ("Covers", "All people with an active account"),
                ("Valid records", $"{Count(total)}{(total > Most ? $", {Count(Most)} of them listed" : "")}"),
                ("People with gaps", Count(gaps.Total)),
            ],
            Sections = [Literacy(literacy), Required(topics), Gaps(topics, gaps.Items, gaps.Total), Records(topics, records)],
            Claims = await ClaimsAsync(db, records, ct),
            Scope =
                "A record says that a course was completed and confirmed, not what the person learnt. It is for the "
                + "organisation to judge whether the measures are sufficient for the people and the systems concerned (Art. 4).",
        };
    }

    private static RegisterSection Literacy(IReadOnlyList<LiteracyOfRole> roles) =>
        new(
            "AI literacy by role",
            [
                "Art. 4 requires measures to ensure, to the best extent possible, a sufficient level of AI literacy "
                    + "among the people who operate and use AI systems.",
            ],
            [],
            [
                new RegisterTable(
                    "People in each role with a valid record of AI literacy",
                    [new("Role", 40), new("People", 20, IsNumber: true), new("With a valid record", 20, IsNumber: true), new("Share", 20)],
                    [
                        .. roles.Select(r =>
                            (IReadOnlyList<RegisterCell>)
                                [
                                    Ours(Roles.Title(r.Role)),
                                    Number(r.People),
                                    Number(r.Valid),
                                    $"{Math.Round(100.0 * r.Valid / r.People).ToString(CultureInfo.InvariantCulture)} %",
                                ]
                        ),
                    ],
                    "No one holds a role."
                ),
            ]
        );

    private static RegisterSection Required(IReadOnlyList<CompetenceTopic> topics) =>
        new(
            "Required competences",
            [],
            [],
            [
                new RegisterTable(
                    "What is required of whom",
                    [new("Topic", 28), new("Roles", 28), new("Duties", 28), new("Without a valid record", 16)],
                    [
                        .. topics.Select(t =>
                            (IReadOnlyList<RegisterCell>)
                                [
                                    RegisterCell.Of(t.Words),
                                    Words(t.Roles.Count == Roles.All.Count ? ["All roles"] : [.. t.Roles.Select(Roles.Title)]),
                                    Words([.. t.Duties.Select(CompetenceLabels.Of)]),
                                    Ours(
                                        t.Duties.Count == 0 ? "shown as a gap"
                                        : t.Enforced ? "duty refused"
                                        : "shown as a gap"
                                    ),
                                ]
                        ),
                    ],
                    "Nothing is required."
                ),
            ]
        );

    private static RegisterSection Gaps(IReadOnlyList<CompetenceTopic> topics, IReadOnlyList<CompetencePerson> people, int total) =>
        new(
            "Gaps",
            total > people.Count ? [$"{Count(total)} people have gaps; {Count(people.Count)} of them are listed."] : [],
            [],
            [
                new RegisterTable(
                    "People without valid records for what is required of them",
                    [new("Person", 28), new("Missing", 44), new("Waiting or expired", 28)],
                    [
                        .. people.Select(p =>
                        {
                            var lacking = topics.Zip(p.Cells).Where(c => c.Second.IsRequired && !c.Second.Standing.IsValid).ToList();
                            return (IReadOnlyList<RegisterCell>)
                                [
                                    p.Name,
                                    Words([.. lacking.Where(c => IsMissing(c.Second.Standing)).Select(c => c.First.Title)]),
                                    Words([.. lacking.Where(c => !IsMissing(c.Second.Standing)).Select(c => c.First.Title)]),
                                ];
                        }),
                    ],
                    "Everyone has valid records for what is required of them."
                ),
            ]
        );

    private static RegisterSection Records(IReadOnlyList<CompetenceTopic> topics, IReadOnlyList<Competence> records) =>
        new(
            "Valid records",
            [],
            [],
            [
                new RegisterTable(
                    "Training valid today",
                    [new("Record", 12), new("Person", 20), new("Topic", 20), new("Course", 28), new("Valid until", 20)],
                    [
                        .. records.Select(c =>
                            (IReadOnlyList<RegisterCell>)
                                [
                                    c.Id.ToString(),
                                    c.PersonName,
                                    RegisterCell.Of(topics.FirstOrDefault(t => t.Key == c.Topic)?.Words ?? Sentence.Verbatim(c.Topic)),
                                    new RegisterCell(c.Course, Note: c.Provider),
                                    (c.ValidUntil is { } until ? Day(until) : Ours("no end date")).With(
                                        $"confirmed by {c.ConfirmedByName}"
                                    ),
                                ]
                        ),
                    ],
                    "No training is valid today."
                ),
            ]
        );

    // Each record with the entry of the log by which someone confirmed it.
    private static async Task<IReadOnlyList<EvidencedClaim>> ClaimsAsync(
        GovernanceDbContext db,
        IReadOnlyList<Competence> records,
        CancellationToken ct
    )
    {
        var ids = records.Select(c => c.Id.ToString()).ToList();
        var entries = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Action == "competence.confirmed" && ids.Contains(e.Subject))
            .OrderBy(e => e.Index)
            .ToListAsync(ct);
        var people = records.ToDictionary(c => c.Id.ToString(), c => c.PersonName, StringComparer.Ordinal);
        return
        [
            .. entries.Select(e => new EvidencedClaim(
                $"{e.Subject}: training confirmed",
                people[e.Subject],
                new EvidenceReference($"log:{e.Index.ToString(CultureInfo.InvariantCulture)}", "log-entry", Sha256Hex.Of([0, .. e.Leaf]))
            )),
        ];
    }

    private static bool IsMissing(CompetenceStanding standing) => standing is { Record: null, IsWaiting: false };

    private static RegisterCell Ours(string english) => RegisterCell.Of($"{RegisterValue.Word(english)}");

    private static RegisterCell Words(IReadOnlyList<string> english) =>
        english.Count == 0
            ? ""
            : RegisterCell.Of($"{RegisterValue.List([.. english.Select(e => (FormattableString)$"{RegisterValue.Word(e)}")])}");

    private static RegisterCell Number(int number) => RegisterCell.Of($"{RegisterValue.Number(number)}");

    private static RegisterCell Day(DateOnly day) =>
        RegisterCell.Of($"{RegisterValue.Day(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero))}");

    private static string Count(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
