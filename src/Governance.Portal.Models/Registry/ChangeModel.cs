using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// Changes what may change of a model. Who decides over gates and sign-offs (owner, deputies, a lower risk class) is not changed by an
/// engineer.
/// </summary>
public sealed class ChangeModel(
    ActionRunner runner,
    IFactsChanged factsChanged,
    IPoliciesInForce inForce,
    IEnumerable<IModelsNamed> listeners
)
{
    /// <summary>What to change; members not set stay as they are.</summary>
    public sealed record Command(string Name, string? IfMatch)
    {
        public Patch<string> Owner { get; init; }

        public Patch<string> DisplayName { get; init; }

        public Patch<string> Purpose { get; init; }

        public Patch<string> RiskClass { get; init; }

        public Patch<IReadOnlyList<string?>> Deputies { get; init; }

        public Patch<string> System { get; init; }

        public Patch<IReadOnlyDictionary<string, string?>> Tags { get; init; }

        /// <summary>Whether it is only said by which policies and systems the model is judged.</summary>
        internal bool IsOfPlace =>
            (Tags.IsSet || System.IsSet) && !(Owner.IsSet || DisplayName.IsSet || Purpose.IsSet || RiskClass.IsSet || Deputies.IsSet);
    }

    /// <summary>Changes it.</summary>
    public async Task<Result<ModelView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var subject = ModelName.IsModel(command.Name) ? command.Name : "model";
        if (command.RiskClass.IsSet || command.System.IsSet || command.Tags.IsSet)
        {
            await factsChanged.PrepareAsync(command.Name, version: null, ct);
        }

        return await runner.RunAsync<ModelView>(
            actor,
            new Attempt("model.changed", subject, PermissionOf(actor, command)),
            (context, cancel) => ActAsync(context, command, cancel),
            ct
        );
    }

    // The second line registers nothing, and says by what a model is judged.
    private static Permission PermissionOf(Actor actor, Command command) =>
        command.IsOfPlace && actor.Role is { } role && Permission.ConfirmRiskClass.GrantedTo.Contains(role, StringComparer.Ordinal)
            ? Permission.ConfirmRiskClass
            : Permission.WriteRegistry;

    private async Task<Result<ModelView>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var model = ModelName.IsModel(command.Name) ? await context.Db.Models.SingleOrDefaultAsync(m => m.Name == command.Name, ct) : null;
        if (model is null)
        {
            return ModelRefusals.NotFound(command.Name);
        }

        if (ETags.Refuses(command.IfMatch, model.Revision) is { } stale)
        {
            return stale;
        }

        var errors = new FieldErrors();
        var facts = Facts(command, model, errors);
        var owner = command.Owner.IsSet
            ? await RegisterModel.OwnerAsync(context, errors, "owner", errors.Required("owner", command.Owner.Value, 256), ct)
            : model.Owner;
        var deputies = command.Deputies.IsSet
            ? await RegisterModel.DeputiesAsync(context, errors, ModelFields.Deputies(errors, command.Deputies.Value), ct)
            : model.Deputies;
        if (errors.Refuse("model.not-acceptable", $"The model was not changed.") is { } refusal)
        {
            return refusal;
        }

        var before = (model.Owner, model.RiskClass, model.System, Deputies: model.Deputies.ToList());
        var held = await ClassOfModel.HeldAsync(context.Db, model, context.Now, ct);
        var lowers = command.RiskClass.IsSet && await RiskClassHold.LowersAsync(context, model, facts.RiskClass, held, ct);
        if (await RefusesAsync(context, model, facts, lowers, owner, deputies, ct) is { } forbidden)
        {
            return forbidden;
        }

        var escaped = await EscapedAsync(context, model, facts, ct);
        if (escaped is not null && !await IsIndependentAsync(context, model, ct))
        {
            return ModelRefusals.SecondLineDecides(escaped.Name);
        }

        // A lower class waits for a second person; until then gates judge by the one there is.
        AskedClass? asked = lowers && !RiskClassHold.IsExempt(context) ? new AskedClass(facts.RiskClass) : null;
        facts = asked is null ? facts : facts with { RiskClass = model.RiskClass };
        var changed = Changed(model, facts, owner, deputies);
        if (changed.Count > 0)
        {
            model.Change(facts, owner, deputies);
            context.Append(
                new AuditEvent(
                    "model.changed",
                    model.Name,
                    new JsonObject
                    {
                        ["members"] = new JsonArray([.. changed.Select(c => (JsonNode)c)]),
                        ["before"] = State(before.Owner, before.Deputies, before.RiskClass),
                        ["after"] = State(model.Owner, model.Deputies, model.RiskClass),
                    }
                )
            );
        }

        if (escaped is not null)
        {
            LoosenedGates.Note(context, model.Name, escaped.Name);
        }

        if (model.System is not null && before.System != model.System)
        {
            await listeners.TellAsync(context, [model], ct);
        }

        if (command.RiskClass.IsSet || before.System != model.System)
        {
            await RiskClassHold.KeepAsync(context, model, held, asked, command.RiskClass.IsSet, ct);
        }

        // By its tags it is chosen by policies, and by its system it is judged.
        if (before.RiskClass != model.RiskClass || changed.Exists(c => c is "system" or "tags"))
        {
            await factsChanged.ChangedAsync(context, model.Name, version: null, ct);
        }

        return await GetModel.ViewAsync(context.Db, model, context.Now, ct);
    }

    private static ModelFacts Facts(Command command, Model model, FieldErrors errors) =>
        new(model.Name)
        {
            ExternalName = model.ExternalName,
            DisplayName = errors.Optional("displayName", command.DisplayName.Or(model.DisplayName), 200),
            Purpose = errors.Optional("purpose", command.Purpose.Or(model.Purpose), 2_000),
            RiskClass = command.RiskClass.IsSet ? ModelFields.RiskClass(errors, command.RiskClass.Value) : model.RiskClass,
            System = errors.Optional("system", command.System.Or(model.System), 200),
            Tags = command.Tags.IsSet ? ModelFields.Tags(errors, command.Tags.Value) : model.Tags,
        };

    // An engineer who asks for a promotion must not also choose its signer, nor make its gate ask for less.
    private static async Task<Refusal?> RefusesAsync(
        ActionContext context,
        Model model,
        ModelFacts facts,
        bool lowers,
        UserId owner,
        IReadOnlyList<UserId> deputies,
        CancellationToken ct
    )
    {
        var leaves =
            facts.System != model.System
            && (await ClassOfModel.ReadAsync(context.Db, model, context.Now, ct)).System is { } strict
            && strict.ToString() == model.System;
        var what =
            owner != model.Owner || !deputies.Where(d => d != owner).ToHashSet().SetEquals(model.Deputies) ? "change owner or deputies"
            : lowers ? "lower its risk class"
            : leaves ? "take it out of the AI system that determines its class"
            : null;
        if (what is null || context.Access.Actor.Kind is ActorKind.Host or ActorKind.System)
        {
            return null;
        }

        var person = context.Access.Person;
        // Made through MLflow, a model belongs to the person whose key made it. Someone who cannot answer for it hands it over, as a
        // registration names its owner.
        if (
            owner != model.Owner
            && person == model.Owner
            && !lowers
            && !leaves
            && !await Data.Identity.AccessReader.RolesOf(context.Db, model.Owner.Number).ContainsAsync(Roles.ModelOwner, ct)
        )
        {
            return null;
        }

        var asOwner =
            context.Access.Actor.Kind is ActorKind.Key
                ? person is { } holder
                    && await Data.Identity.AccessReader.RolesOf(context.Db, holder.Number).ContainsAsync(Roles.ModelOwner, ct)
                : context.Access.Role == Roles.ModelOwner;
        return asOwner && person is { } someone && model.IsAnsweredForBy(someone) ? null : ModelRefusals.OwnerDecides(Sentence.Ours(what));
    }

    // The policy that the model would leave: by the tags it goes by, or by leaving the system whose records its rules read. Whom it judges
    // does not take the model out of it.
    private async Task<PolicyDocument?> EscapedAsync(ActionContext context, Model model, ModelFacts facts, CancellationToken ct)
    {
        var (tags, leaves) = (
            Changed(model, facts, model.Owner, model.Deputies).Contains("tags"),
            await LeavesAsync(context.Db, model, facts, ct)
        );
        if ((!tags && !leaves) || context.Access.Actor.Kind is ActorKind.Host or ActorKind.System)
        {
            return null;
        }

        return (await inForce.ReadAsync(context.Db, ct)).FirstOrDefault(p =>
            p.Mode is not PolicyMode.DryRun
            && p.AppliesTo.Chooses(model.Name, model.Tags)
            && (!p.AppliesTo.Chooses(model.Name, facts.Tags) || (leaves && SystemRules.ReadsSystems(p)))
        );
    }

    private static async Task<bool> LeavesAsync(GovernanceDbContext db, Model model, ModelFacts facts, CancellationToken ct) =>
        facts.System != model.System
        && DisplayId.TryParse<SystemId>(model.System, out var id)
        && await db.AiSystems.SingleOrDefaultAsync(s => s.Id == id, ct) is { } system
        && !system.Models.Contains(model.Name, StringComparer.Ordinal);

    private static Task<bool> IsIndependentAsync(ActionContext context, Model model, CancellationToken ct) =>
        SystemRules.IsIndependentAsync(context, model, Permission.ConfirmRiskClass, ct);

    private static List<string> Changed(Model model, ModelFacts facts, UserId owner, IReadOnlyList<UserId> deputies)
    {
        var changed = new List<string>();
        Add("owner", owner != model.Owner);
        Add("deputies", !deputies.Where(d => d != owner).ToHashSet().SetEquals(model.Deputies));
        Add("displayName", (facts.DisplayName ?? model.Name) != model.DisplayName);
        Add("purpose", facts.Purpose != model.Purpose);
        Add("riskClass", facts.RiskClass != model.RiskClass);
        Add("system", facts.System != model.System);
        var tags = model.Tags;
        Add("tags", facts.Tags.Count != tags.Count || facts.Tags.Any(t => !tags.TryGetValue(t.Key, out var value) || value != t.Value));
        return changed;

        void Add(string member, bool differs)
        {
            if (differs)
            {
                changed.Add(member);
            }
        }
    }

    private static JsonObject State(UserId owner, IReadOnlyList<UserId> deputies, RiskClass? risk) =>
        new()
        {
            ["owner"] = owner.ToString(),
            ["deputies"] = new JsonArray([.. deputies.Select(d => (JsonNode)d.ToString())]),
            ["riskClass"] = risk is { } known ? WireName.Of(known) : null,
        };
}
