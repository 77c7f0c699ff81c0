using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Models.Registries.MlFlow.Search;
using Governance.Portal.Models.Registries.MlFlow.Wire;
using Governance.Portal.Models.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries.MlFlow.Actions;

/// <summary>
/// Registers a version as MLflow does: by number, with a label for its files. It has no artifact until bytes are stored, so no gate lets it
/// pass.
/// </summary>
public sealed class RegisterNumberedVersion(ActionRunner runner, RegisterVersion register, MlFlowReader reader)
{
    /// <summary>What the client says.</summary>
    /// <param name="Name">The model's name in MLflow.</param>
    /// <param name="Source">Where its files are. A label.</param>
    public sealed record Command(string Name, string Source)
    {
        public string? RunId { get; init; }

        public string? RunLink { get; init; }

        public string? LoggedModel { get; init; }

        public string? Description { get; init; }

        public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];
    }

    /// <summary>Runs the action.</summary>
    public async Task<Result<RegistryVersionView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var attempt = new Attempt("version.registered", ModelName.IsModel(command.Name) ? command.Name : "model", Permission.WriteRegistry);
        var done = await runner.RunAsync<ModelVersion>(
            actor,
            attempt,
            async (context, token) =>
                await MlFlowReader.FindAsync(context.Db.Models, command.Name, token) is { } model
                    ? await AddAsync(context, model.Name, command, serverVersion: null, token)
                    : ModelRefusals.NotFound(command.Name),
            ct
        );
        return done.Refusal is { } refused ? refused : await reader.VersionAsync(done.Value.Model, done.Value.Number, ct);
    }

    /// <summary>Registers it within an action.</summary>
    /// <param name="context">The action.</param>
    /// <param name="model">The model's name here.</param>
    /// <param name="command">What is said of it.</param>
    /// <param name="serverVersion">Its number on the server it comes from, which it keeps if that was not passed here already.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<Result<ModelVersion>> AddAsync(
        ActionContext context,
        string model,
        Command command,
        string? serverVersion,
        CancellationToken ct
    )
    {
        var errors = new FieldErrors();
        var source = errors.Required("source", command.Source, 2_000);
        var known = new
        {
            RunId = errors.Optional("run_id", command.RunId, 100),
            RunLink = errors.Optional("run_link", command.RunLink, 2_000),
            LoggedModel = errors.Optional("model_id", command.LoggedModel, 100),
        };
        if (
            (
                errors.Refuse("version.not-acceptable", $"The version was not registered.")
                ?? MlFlowStore.RefusesDescription(command.Description)
            ) is
            { } wrong
        )
        {
            return wrong;
        }

        await context.Db.LockModelAsync(model, ct);
        var number = await RegisterVersion.NextNumberAsync(context, model, ct);
        if (int.TryParse(serverVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var there) && there > number)
        {
            number = there;
        }

        var manifest = new VersionManifest(
            model,
            await FreeNameAsync(context, model, number, ct),
            ArtifactFacts.Undeclared(source),
            null,
            [],
            [],
            []
        );
        var added = await register.AddAsync(context, manifest, number, asAgent: false, ct);
        if (added.Refusal is { } refusal)
        {
            return refusal;
        }

        var version = added.Value;
        var kept = new MlFlowVersion(model, version.Version, context.Now)
        {
            Source = source,
            RunId = known.RunId,
            RunLink = known.RunLink,
            LoggedModel = known.LoggedModel,
            ServerVersion = serverVersion,
        };
        kept.Describe(command.Description);
        context.Db.MlFlowVersions.Add(kept);
        await MlFlowStore.TouchAsync(context, model, ct);
        return await MlFlowStore.SetTagsAsync(context, model, version.Version, command.Tags, ct) is { } odd ? odd : version;
    }

    // Its number is its name, unless a version made elsewhere in the portal has that name.
    private static async Task<string> FreeNameAsync(ActionContext context, string model, int number, CancellationToken ct)
    {
        var plain = number.ToString(CultureInfo.InvariantCulture);
        for (var name = plain; ; name += "-mlflow")
        {
            if (!await context.Db.Versions.AnyAsync(v => v.Model == model && v.VersionKey == name, ct))
            {
                return name;
            }
        }
    }
}
