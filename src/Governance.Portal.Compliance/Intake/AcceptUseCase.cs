using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Accepts a use case: the AI system is registered in the same action, so that neither is there without the other.</summary>
public sealed class AcceptUseCase(ActionRunner runner, IRegisterSystem systems, LawLibrary laws)
{
    /// <summary>What is decided; nothing of it is checked yet.</summary>
    /// <param name="UseCase">The use case.</param>
    public sealed record Command(UseCaseId UseCase)
    {
        /// <summary>Name of the AI system; the title of the use case when left out.</summary>
        public string? SystemName { get; init; }

        /// <summary>E-mail address of who answers for the system; the proposed owner when left out.</summary>
        public string? Owner { get; init; }

        /// <summary>Roles the organisation has, by the ids of the law's data.</summary>
        public IReadOnlyList<string?>? Roles { get; init; }

        /// <summary>The class that is expected, by its id in the law's data.</summary>
        public string? ExpectedClass { get; init; }

        /// <summary>The tier that is expected of its models.</summary>
        public string? ExpectedTier { get; init; }

        /// <summary>Name of the policy pack to start from.</summary>
        public string? Pack { get; init; }

        /// <summary>What has to be done, each in words.</summary>
        public IReadOnlyList<string?>? Conditions { get; init; }

        /// <summary>Why; needed where a reviewer objected.</summary>
        public string? Reason { get; init; }
    }

    /// <summary>Runs the action.</summary>
    public Task<Result<UseCaseId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return UseCaseAction.RunAsync(
            runner,
            actor,
            new Attempt("use-case.accepted", command.UseCase.ToString(), Permission.DecideUseCases) { Decides = true },
            command.UseCase,
            (context, useCase, token) => ActAsync(context, useCase, command, token),
            ct
        );
    }

    private async Task<Result<JsonObject>> ActAsync(ActionContext context, UseCase useCase, Command command, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (command.ExpectedClass is not { } expected || !laws.Current.Classes.ContainsKey(expected))
        {
            errors.Add("expectedClass", $"This must be one of {string.Join(", ", laws.Current.Classes.Keys)}.");
            expected = "";
        }

        if (!WireName.TryParse<ModelTier>(command.ExpectedTier, out var tier))
        {
            errors.Add("expectedTier", $"This must be one of {string.Join(", ", WireName.All<ModelTier>())}.");
        }

        var pack = string.IsNullOrEmpty(command.Pack) ? null : command.Pack;
        if (pack is not null && PolicyPacks.Find(pack) is null)
        {
            errors.Add("pack", $"This must be one of {string.Join(", ", PolicyPacks.All.Select(p => p.Name))}.");
        }

        if (errors.Refuse("use-case.not-acceptable", $"The use case was not accepted.") is { } wrong)
        {
            return wrong;
        }

        IReadOnlyList<string> conditions = [.. (command.Conditions ?? []).Select(c => c ?? "")];
        var person = UseCaseAction.Person(context);
        if (useCase.RefusesAcceptance(person.Id, expected, conditions, command.Reason) is { } refusal)
        {
            return refusal;
        }

        var registered = await systems.RegisterAsync(context, await SystemAsync(context, useCase, command, ct), ct);
        if (registered.Refusal is { } notRegistered)
        {
            return notRegistered;
        }

        var owner = context.Db.AiSystems.Local.Single(s => s.Id == registered.Value).Owner;
        var accepted = useCase.Accept(
            person,
            new Acceptance(registered.Value, owner, expected, tier, pack, conditions),
            command.Reason,
            context.Now
        );
        return accepted is not null ? accepted : Entry(useCase);
    }

    private static async Task<SystemToRegister> SystemAsync(ActionContext context, UseCase useCase, Command command, CancellationToken ct)
    {
        var owner = command.Owner;
        if (string.IsNullOrWhiteSpace(owner) && useCase.Owner is { } proposed)
        {
            owner = (await People.ByIdAsync(context.Db, [proposed], ct)).GetValueOrDefault(proposed)?.Email;
        }

        return new SystemToRegister(
            string.IsNullOrWhiteSpace(command.SystemName) ? useCase.Title : command.SystemName,
            useCase.Purpose,
            owner
        )
        {
            Roles = command.Roles ?? [],
            Supplier = useCase.Sourcing is Sourcing.Buy ? useCase.Supplier : null,
            PlacedOn = useCase.WishedStart,
            AffectedGroups = useCase.AffectedGroups,
            BusinessUnit = useCase.BusinessUnit,
        };
    }

    private static JsonObject Entry(UseCase useCase) =>
        new()
        {
            ["round"] = useCase.Round,
            ["answersSha256"] = useCase.AnswersSha256,
            ["system"] = useCase.System.ToString(),
            ["owner"] = useCase.Owner.ToString(),
            ["expectedClass"] = useCase.ExpectedClass,
            ["expectedTier"] = WireName.Of(useCase.ExpectedTier!.Value),
            ["pack"] = useCase.Pack,
            ["conditionsSha256"] = new JsonArray([.. useCase.Conditions.Select(c => (JsonNode)c.Text.Sha256)]),
            ["reasonSha256"] = useCase.Reason?.Sha256,
        };
}
