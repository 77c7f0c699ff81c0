using Governance.Data;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Competences;

/// <summary>When trainings lapse that nothing later replaces: for the person, and in the calendar of those who manage them.</summary>
internal sealed class CompetenceClocks : IClockSource
{
    private const int Ahead = 90;
    private const int Behind = 30;

    /// <inheritdoc/>
    public bool IsOnOverview => false;

    /// <inheritdoc/>
    public bool AsksPeople => true;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (question.Of is null && !access.Has(Permission.ReadCompetences))
        {
            return [];
        }

        var today = now.Day();
        var (first, until) = (today.AddDays(-Behind), today.AddDays(Ahead));
        var confirmed = db.Competences.AsNoTracking().Where(c => c.State == CompetenceState.Confirmed);
        var lapsing = confirmed.Where(c =>
            c.ValidUntil >= first
            && c.ValidUntil <= until
            && !confirmed.Any(later =>
                later.Person == c.Person && later.Topic == c.Topic && (later.ValidUntil == null || later.ValidUntil > c.ValidUntil)
            )
            && !db.Users.Any(u => (object)u.Id == (object)c.Person && u.DisabledAt <= now)
        );
        if (question.Of is { } person)
        {
            lapsing = lapsing.Where(c => c.Person == person);
        }

        var found = await lapsing.OrderBy(c => c.ValidUntil).ThenBy(c => c.Id).Take(question.Most).ToListAsync(ct);
        if (found.Count == 0)
        {
            return [];
        }

        var titles = (await RequiredCompetences.TopicsAsync(db, ct)).ToDictionary(t => t.Key, t => t.Words, StringComparer.Ordinal);
        return
        [
            .. found.Select(c => new RunningClock(
                "person",
                $"Training expires",
                $"{c.PersonName}, {c.Course}",
                On(c.ValidUntil!.Value),
                question.Of is null ? ComplianceAddresses.CompetencesOf(c.Person) : "/account",
                IsDuty: true
            )
            {
                IsAllDay = true,
                Kind = "Competence",
                Provisions = c.Topic == CompetenceTopic.Literacy ? ["Art. 4"] : [],
                Person = c.Person,
                Task = new ClockTask(
                    c.Id.ToString(),
                    Wording.Text(titles.GetValueOrDefault(c.Topic) ?? Sentence.Verbatim(c.Topic)),
                    Wording.Text($"Training expires"),
                    Wording.Text($"Renew the training"),
                    c.ConfirmedAt
                )
                {
                    IsAskedInTime = true,
                },
            }),
        ];
    }

    private static DateTimeOffset On(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
