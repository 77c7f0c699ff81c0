using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>
/// Use cases that were not decided by their day: those whose opinion is missing, or who may decide once all are given, are reminded once,
/// compliance when it stays so. Never those who proposed it.
/// </summary>
internal sealed class UseCaseReminders(ReminderTimes times) : IReminderSource
{
    public async Task<IReadOnlyList<NotificationEvent>> DueAsync(NotificationContext context, CancellationToken ct)
    {
        var (now, past) = (context.Now, context.Now - ReminderTimes.Past);
        var late = await context
            .Db.UseCases.AsNoTracking()
            .Where(u =>
                (u.State == UseCaseState.Submitted || u.State == UseCaseState.InTriage)
                && u.DueAt != null
                && u.DueAt <= now
                && u.DueAt > past
            )
            .OrderBy(u => u.Id)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        var news = new List<NotificationEvent>();
        foreach (var useCase in late)
        {
            foreach (var step in times.OfTask(useCase.DueAt!.Value, useCase.SubmittedAt ?? useCase.ProposedAt, now))
            {
                var people =
                    step.Stage is NotificationStage.Escalated
                        ? await context.InRoleAsync(Roles.ComplianceOfficer, ct)
                        : await AskedAsync(context, useCase, ct);
                news.Add(Of(useCase, step, [.. people.Where(p => !useCase.Proposers.Contains(p))]));
            }
        }

        return news;
    }

    // Who gave an opinion in this round waits for others.
    private static async Task<IEnumerable<UserId>> AskedAsync(NotificationContext context, UseCase useCase, CancellationToken ct)
    {
        IEnumerable<string> roles =
            useCase.Missing.Count > 0 ? useCase.Missing.Select(UseCase.RoleOf) : Permission.DecideUseCases.GrantedTo;
        return (await context.InRolesAsync(roles, ct)).Where(p => useCase.Current.All(o => o.Person != p));
    }

    private static NotificationEvent Of(UseCase useCase, DueStep step, IReadOnlyList<UserId> people) =>
        new(
            NotificationKind.UseCaseAsked,
            useCase.Id.ToString(),
            $"use-case/{useCase.Id}/{NotificationTexts.Instant(useCase.DueAt!.Value)}/{step.Key}"
        )
        {
            Stage = step.Stage,
            Urgency = Urgency.High,
            Link = ComplianceAddresses.UseCase(useCase.Id.ToString()),
            Recipients = people,
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, useCase.Title),
                (NotificationTexts.What, useCase.Missing.Count > 0 ? "opinion" : "decision"),
                (NotificationTexts.Due, NotificationTexts.Instant(useCase.DueAt!.Value))
            ),
        };
}
