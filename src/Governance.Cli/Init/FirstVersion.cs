using System.Text.Json.Nodes;
using Governance.Cli.Http;
using Governance.Cli.Models;

namespace Governance.Cli.Init;

/// <summary>Registers a model, and its first version where there is a file. What is registered already stays as it is.</summary>
internal static class FirstVersion
{
    /// <param name="Model">Name of the model.</param>
    /// <param name="Owner">E-mail address of its owner; needed for a model that is not registered yet.</param>
    /// <param name="RiskClass">Its class; null when it is not known yet.</param>
    /// <param name="Version">Name of the version; null for the model alone.</param>
    /// <param name="File">The artifact of the version.</param>
    public sealed record Wanted(string Model, string? Owner, string? RiskClass, string? Version, string? File);

    /// <summary>Runs it and says in sentences what was done.</summary>
    public static async Task<IReadOnlyList<string>> RegisterAsync(CliHost host, PortalClient client, Wanted wanted, CancellationToken ct)
    {
        var said = new List<string>();
        if (await IsThereAsync(client, ModelPaths.Model(wanted.Model), ct))
        {
            said.Add($"{wanted.Model} is already registered.");
        }
        else
        {
            await client.PostAsync(ModelPaths.Models, writer => ModelOf(wanted).WriteTo(writer), ct);
            said.Add($"Registered {wanted.Model}.");
        }

        if (wanted is not { Version: { } version, File: { } file })
        {
            return said;
        }

        if (await IsThereAsync(client, ModelPaths.Version(wanted.Model, version), ct))
        {
            said.Add($"{wanted.Model}@{version} is already registered.");
            return said;
        }

        var digest = await ArtifactUpload.HashAsync(host, file, ct);
        var body = new JsonObject { ["version"] = version };
        VersionBody.SetArtifact(body, digest, mediaType: null, uri: null);
        await client.PostAsync(ModelPaths.Versions(wanted.Model), writer => body.WriteTo(writer), ct);
        await ArtifactUpload.SendAsync(host, client, wanted.Model, version, file, digest, ct);
        said.Add($"Registered {wanted.Model}@{version} and stored {Path.GetFileName(file)}.");
        return said;
    }

    private static JsonObject ModelOf(Wanted wanted)
    {
        var body = new JsonObject
        {
            ["name"] = wanted.Model,
            ["owner"] =
                wanted.Owner ?? throw CliException.Usage($"{wanted.Model} is not registered yet: name its owner with --owner EMAIL."),
        };
        if (wanted.RiskClass is { } riskClass)
        {
            body["riskClass"] = riskClass;
        }

        return body;
    }

    private static async Task<bool> IsThereAsync(PortalClient client, string path, CancellationToken ct)
    {
        try
        {
            await client.GetAsync(path, ct);
            return true;
        }
        catch (CliException refused) when (refused.Status == 404)
        {
            return false;
        }
    }
}
