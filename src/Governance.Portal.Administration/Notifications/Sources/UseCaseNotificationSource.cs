using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>Use cases that wait for an opinion, for the decision or for their proposers, and what became of them.</summary>
internal sealed class UseCaseNotificationSource : INotificationSource
{
    private const string Asked = "use-case.information-asked";

    public IReadOnlyList<string> Actions { get; } =
    ["use-case.submitted", "use-case.triaged", Asked, "use-case.accepted", "use-case.declined"];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<UseCaseId>(entry.Event.Subject, out var id)
            || await context.Db.UseCases.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct) is not { } useCase
        )
        {
            return [];
        }

        var news = entry.Event.Action switch
        {
            "use-case.submitted" => Of(
                useCase,
                NotificationKind.UseCaseAsked,
                "opinion",
                await OthersAsync(context, useCase, Permission.TriageUseCases, ct)
            ),
            "use-case.triaged" => useCase.IsInTriage && useCase.Missing.Count == 0
                ? Of(useCase, NotificationKind.UseCaseAsked, "decision", await DecidersAsync(context, useCase, ct))
                : null,
            Asked => Of(useCase, NotificationKind.UseCaseAsked, "information", useCase.Proposers),
            _ => Of(
                useCase,
                NotificationKind.UseCaseDecided,
                useCase.State is UseCaseState.Accepted ? "accepted" : "declined",
                useCase.Proposers
            ),
        };
        return news is null
            ? []
            :
            [
                news with
                {
                    Key = $"use-case/{id}/{entry.Index}",
                    DoneBy = NotificationContext.PersonOf(entry.Event.Actor),
                    LogIndex = entry.Index,
                },
            ];
    }

    private static async Task<IReadOnlyList<UserId>> OthersAsync(
        NotificationContext context,
        UseCase useCase,
        Permission permission,
        CancellationToken ct
    ) => [.. (await context.InRolesAsync(permission.GrantedTo, ct)).Where(p => !useCase.Proposers.Contains(p))];

    // Who gave an opinion leaves the decision to someone else.
    private static async Task<IReadOnlyList<UserId>> DecidersAsync(NotificationContext context, UseCase useCase, CancellationToken ct) =>
        [.. (await OthersAsync(context, useCase, Permission.DecideUseCases, ct)).Where(p => useCase.Current.All(o => o.Person != p))];

    private static NotificationEvent Of(UseCase useCase, NotificationKind kind, string what, IReadOnlyList<UserId> people) =>
        new(kind, useCase.Id.ToString(), "")
        {
            Link = ComplianceAddresses.UseCase(useCase.Id.ToString()),
            Recipients = people,
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, useCase.Title),
                (NotificationTexts.What, what),
                (NotificationTexts.Due, useCase.DueAt is { } due ? NotificationTexts.Instant(due) : null)
            ),
        };
}
