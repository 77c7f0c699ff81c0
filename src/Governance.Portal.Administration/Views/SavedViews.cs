using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Views;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Views;

/// <summary>Saved views of lists: anyone who may read a page may keep views of it and is offered those others share.</summary>
public sealed class SavedViews(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>The pages with views, and what one has to be allowed to read there.</summary>
    public static IReadOnlyDictionary<string, Permission> Pages { get; } =
        new Dictionary<string, Permission>(StringComparer.Ordinal)
        {
            ["/approvals"] = Permission.ReadApprovals,
            ["/audit"] = Permission.ReadAudit,
            ["/compliance/obligations"] = Permission.ReadCompliance,
            ["/compliance/reports"] = Permission.ReadReports,
            ["/compliance/systems"] = Permission.ReadCompliance,
            ["/decisions"] = Permission.ReadDecisions,
            ["/incidents"] = Permission.ReadIncidents,
            ["/models"] = Permission.ReadRegistry,
            ["/monitoring"] = Permission.ReadMonitoring,
            ["/monitoring/alerts"] = Permission.ReadMonitoring,
            ["/risks"] = Permission.ReadRisks,
        };

    /// <summary>Views of a page that a person has or is offered: their own first, then by name.</summary>
    public async Task<Result<IReadOnlyList<SavedViewItem>>> ListAsync(Actor actor, string page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!Pages.TryGetValue(page, out var permission))
        {
            return ViewRefusals.PageUnknown;
        }

        if (actor.User is not { } person || actor.Role is not { } role || !permission.GrantedTo.Contains(role, StringComparer.Ordinal))
        {
            return new List<SavedViewItem>();
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var views = await db
            .SavedViews.AsNoTracking()
            .Where(v => v.Page == page && (v.Owner == person || v.Shared))
            .OrderByDescending(v => v.Owner == person)
            .ThenBy(v => v.NameKey)
            .Take(2 * SavedView.MaxPerPerson)
            .ToListAsync(ct);
        var owners = await People.ByIdAsync(db, views.Select(v => v.Owner), ct);
        return views.ConvertAll(v => ItemOf(v, person, owners.TryGetValue(v.Owner, out var owner) ? owner.Name : v.Owner.ToString()));
    }

    /// <summary>Saves a view, new or again.</summary>
    /// <param name="actor">Whose.</param>
    /// <param name="id">Which, or null for a new one.</param>
    /// <param name="page">Path of the page.</param>
    /// <param name="body">What is saved.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<SavedViewItem>> SaveAsync(Actor actor, long? id, string page, SavedViewBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(body);
        if (!Pages.TryGetValue(page, out var permission))
        {
            return ViewRefusals.PageUnknown;
        }

        var saved = await runner.RunAsync<Done>(
            actor,
            new Attempt("view.saved", "views", permission),
            (context, token) => ActAsync(context, id, page, body, token),
            ct
        );
        if (saved.Refusal is { } refusal)
        {
            return refusal;
        }

        var key = SavedView.KeyOf(body.Name!);
        var listed = await ListAsync(actor, page, ct);
        return listed.Refusal is { } gone ? gone
            : listed.Value.FirstOrDefault(v => v.Mine && SavedView.KeyOf(v.Name) == key) is { } view ? view
            : ViewRefusals.NotFound;
    }

    /// <summary>Removes one of one's own.</summary>
    public Task<Result<Done>> RemoveAsync(Actor actor, long id, CancellationToken ct) =>
        runner.RunAsync<Done>(
            actor,
            new Attempt("view.removed", "views", Permission.ReadOverview),
            async (context, token) =>
            {
                if (
                    context.Access.Person is not { } person
                    || await context.Db.SavedViews.SingleOrDefaultAsync(v => v.Id == id && v.Owner == person, token) is not { } view
                )
                {
                    return ViewRefusals.NotFound;
                }

                context.Db.SavedViews.Remove(view);
                Log(context, "view.removed", view.Page, view.Shared);
                return Done.Instance;
            },
            ct
        );

    private static async Task<Result<Done>> ActAsync(ActionContext context, long? id, string page, SavedViewBody body, CancellationToken ct)
    {
        if (context.Access.Actor.Kind is not ActorKind.User || context.Access.Person is not { } person)
        {
            return ViewRefusals.NotFound;
        }

        var own = await context.Db.SavedViews.Where(v => v.Owner == person).ToListAsync(ct);
        var view = id is null ? null : own.Find(v => v.Id == id && v.Page == page);
        if (id is not null && view is null)
        {
            return ViewRefusals.NotFound;
        }

        if (view is null && own.Count >= SavedView.MaxPerPerson)
        {
            return ViewRefusals.TooMany;
        }

        var key = SavedView.KeyOf(body.Name ?? "");
        if (own.Exists(v => v != view && v.Page == page && v.NameKey == key))
        {
            return ViewRefusals.NameTaken;
        }

        var (added, shared) = (view is null, view?.Shared is true);
        view ??= SavedView.Make(person, page);
        if (view.Save(body.Name, body.Query, body.Shared, body.IsDefault, context.Now) is { } refusal)
        {
            return refusal;
        }

        foreach (var other in own.Where(v => v != view && v.Page == page && view.IsDefault))
        {
            other.IsDefault = false;
        }

        if (added)
        {
            context.Db.SavedViews.Add(view);
        }

        Log(context, "view.saved", page, shared || view.Shared);
        return Done.Instance;
    }

    // What others are shown is a fact; how someone arranges their own lists is no one's business.
    private static void Log(ActionContext context, string action, string page, bool shared)
    {
        if (shared)
        {
            context.Append(new AuditEvent(action, "views", new JsonObject { ["page"] = page }));
        }
    }

    private static SavedViewItem ItemOf(SavedView view, UserId person, string owner) =>
        new(view.Id, view.Page, view.Name, view.Query, view.Shared, view.IsDefault && view.Owner == person, view.Owner == person, owner);
}
