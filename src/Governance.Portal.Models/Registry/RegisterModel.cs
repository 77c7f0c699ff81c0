using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Models.Registry;

/// <summary>Puts a model under governance.</summary>
public sealed class RegisterModel(ActionRunner runner, IEnumerable<IModelsNamed> listeners)
{
    /// <summary>What the caller says; nothing of it is checked yet.</summary>
    public sealed record Command(string? Name, string? Owner)
    {
        public string? ExternalName { get; init; }

        public string? DisplayName { get; init; }

        public string? Purpose { get; init; }

        public string? RiskClass { get; init; }

        public IReadOnlyList<string?>? Deputies { get; init; }

        public string? System { get; init; }

        public IReadOnlyDictionary<string, string?>? Tags { get; init; }
    }

    /// <summary>Registers it, or says everything that is wrong with it at once.</summary>
    public Task<Result<ModelView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var subject = ModelName.IsModel(command.Name) ? command.Name! : "model";
        return runner.RunAsync<ModelView>(
            actor,
            new Attempt("model.registered", subject, Permission.WriteRegistry),
            (context, cancel) => ActAsync(context, command, cancel),
            ct
        );
    }

    private async Task<Result<ModelView>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var registered = await RegisterAsync(context, command, ct);
        if (registered.Refusal is { } refusal)
        {
            return refusal;
        }

        await listeners.TellAsync(context, registered.Value.System is null ? [] : [registered.Value], ct);
        return await GetModel.ViewAsync(context.Db, registered.Value, context.Now, ct);
    }

    /// <summary>Registers it within an action, or says everything that is wrong with it at once.</summary>
    internal static async Task<Result<Model>> RegisterAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (!ModelName.IsModel(command.Name))
        {
            errors.Add(
                "name",
                string.IsNullOrEmpty(command.Name) ? ModelRefusals.Required : ModelRefusals.NameNotAllowed.FieldWords["name"][0]
            );
        }

        var facts = new ModelFacts(command.Name ?? "")
        {
            ExternalName = errors.Optional("externalName", command.ExternalName, 500),
            DisplayName = errors.Optional("displayName", command.DisplayName, 200),
            Purpose = errors.Optional("purpose", command.Purpose, 2_000),
            RiskClass = ModelFields.RiskClass(errors, command.RiskClass),
            System = errors.Optional("system", command.System, 200),
            Tags = ModelFields.Tags(errors, command.Tags),
        };
        var owner = await OwnerAsync(context, errors, "owner", errors.Required("owner", command.Owner, 256), ct);
        var deputies = await DeputiesAsync(context, errors, ModelFields.Deputies(errors, command.Deputies), ct);
        if (errors.Refuse("model.not-acceptable", $"The model was not registered.") is { } refusal)
        {
            return refusal;
        }

        if (await ModelNames.IsTakenAsync(context.Db, facts.Name, except: null, ct))
        {
            return ModelRefusals.NameTaken(facts.Name);
        }

        if (facts.ExternalName is { } external && await ModelNames.IsTakenAsync(context.Db, external, except: null, ct))
        {
            return ModelRefusals.ExternalNameTaken(external);
        }

        var registered = Model.Register(facts, owner, deputies, context.Access.Actor.Id, context.Now);
        if (registered.Refusal is { } notAllowed)
        {
            return notAllowed;
        }

        Add(context, registered.Value);
        return registered.Value;
    }

    /// <summary>Adds a model within an action that has checked what it says.</summary>
    internal static void Add(ActionContext context, Model model)
    {
        context.Db.Models.Add(model);
        context.Append(
            new AuditEvent(
                "model.registered",
                model.Name,
                new JsonObject
                {
                    ["owner"] = model.Owner.ToString(),
                    ["deputies"] = new JsonArray([.. model.Deputies.Select(d => (JsonNode)d.ToString())]),
                    ["riskClass"] = model.RiskClass is { } risk ? WireName.Of(risk) : null,
                }
            )
        );
    }

    /// <summary>The account behind an e-mail address, if it may own a model.</summary>
    internal static async Task<UserId> OwnerAsync(
        ActionContext context,
        FieldErrors errors,
        string field,
        string email,
        CancellationToken ct
    )
    {
        if (email.Length == 0)
        {
            return default;
        }

        var person = await People.ModelOwnerAsync(context.Db, email, context.Now, ct);
        if (person is null)
        {
            errors.Add(field, ModelRefusals.OwnerNotAModelOwner(field).FieldWords[field][0]);
        }

        return person ?? default;
    }

    /// <summary>The accounts behind the deputies' addresses.</summary>
    internal static async Task<IReadOnlyList<UserId>> DeputiesAsync(
        ActionContext context,
        FieldErrors errors,
        IReadOnlyList<string> emails,
        CancellationToken ct
    )
    {
        var deputies = new List<UserId>();
        for (var i = 0; i < emails.Count; i++)
        {
            deputies.Add(await OwnerAsync(context, errors, $"deputies[{i}]", emails[i], ct));
        }

        return deputies;
    }
}
