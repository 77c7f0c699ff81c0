using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// Acts of the second line by which the gate of a model asks for less, or reads other facts: an alert ended, a window withdrawn, a tag
/// taken away. Who did it signs no request of the model until others have signed one. Each is an entry of the log about the model, beside
/// the entry of the act itself: one rule for all of them, whatever they are about.
/// </summary>
public static class LoosenedGates
{
    /// <summary>How the log names it.</summary>
    public const string Action = "gate.loosened";

    // A first line that may do such a thing does it as the maker it is; what it may not, it is refused.
    private static readonly HashSet<string> s_secondLine = new(StringComparer.Ordinal)
    {
        Roles.RiskOfficer,
        Roles.SecurityReviewer,
        Roles.LegalReviewer,
        Roles.ComplianceOfficer,
    };

    /// <summary>Notes that the act loosens the gate of a model, before gates judge again.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="of">What was acted on, by its readable id.</param>
    public static void Note(ActionContext context, string model, string of)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Access is { Actor.Kind: ActorKind.User, Role: { } role } && s_secondLine.Contains(role))
        {
            context.Append(new AuditEvent(Action, model, new JsonObject { ["of"] = of }));
        }
    }

    /// <summary>
    /// The last act of each person about a model: by it they are a party or none, so that what a gate reads grows with the people and not
    /// with their acts.
    /// </summary>
    /// <param name="db">The database, in the action's transaction.</param>
    /// <param name="model">The model's name.</param>
    internal static IQueryable<AuditEntry> LastOfEach(GovernanceDbContext db, string model) =>
        db.AuditEntries.Where(e =>
            db.AuditEntries.Where(x => x.Subject == model && x.Action == Action && !x.Refused)
                .GroupBy(x => x.Actor)
                .Select(acts => acts.Max(x => x.Index))
                .Contains(e.Index)
        );

    /// <summary>The acts about a model, of the entries that were read with the facts of its version.</summary>
    /// <param name="db">The database, in the action's transaction.</param>
    /// <param name="model">The model's name.</param>
    internal static IReadOnlyList<LoosenedGate> Of(GovernanceDbContext db, string model) =>
        [.. SubjectFacts.Of(db, Action, model).Select(f => new LoosenedGate(f.Actor, f.At, (string?)f.Data["of"] ?? model))];
}

/// <summary>An act by which a gate asks for less, or reads other facts.</summary>
/// <param name="Actor">Who, as the log writes an actor.</param>
/// <param name="At">When.</param>
/// <param name="Of">What was acted on, by its readable id.</param>
public sealed record LoosenedGate(string Actor, DateTimeOffset At, string Of);
