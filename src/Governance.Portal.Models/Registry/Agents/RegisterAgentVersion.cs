using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>
/// Registers a version of an agent. Its artifact is the manifest in its canonical form, so that the digest that signers sign is that of
/// what it may do.
/// </summary>
public sealed class RegisterAgentVersion(ActionRunner runner, RegisterVersion register, GetAgentVersion get)
{
    private const int ProblemsNamed = 50;

    /// <summary>Registers it, or says everything that is wrong with it at once.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="agent">The agent's name.</param>
    /// <param name="version">Name of the version.</param>
    /// <param name="manifest">The manifest as it was written: JSON or YAML.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<AgentVersionView>> RunAsync(
        Actor actor,
        string agent,
        string? version,
        ReadOnlyMemory<byte> manifest,
        CancellationToken ct
    )
    {
        var read = AgentManifest.Read(manifest);
        var asked = await runner.RunAsync<Done>(
            actor,
            new Attempt("version.registered", VersionLookup.Subject(agent, version), Permission.WriteRegistry),
            async (context, cancel) =>
                ModelName.IsModel(agent) && await context.Db.Agents.AnyAsync(a => a.Model == agent, cancel)
                    ? Faults(version, read) is { } faults
                        ? faults
                        : Done.Instance
                    : AgentRefusals.NotFound(agent),
            ct
        );
        if (asked.Refusal is { } refusal)
        {
            return refusal;
        }

        var bytes = read.Manifest!.ToBytes();
        using var file = new MemoryStream(bytes, writable: false);
        var received = await register.ReceiveAsync(actor, agent, file, ct);
        if (received.Refusal is { } notReceived)
        {
            return notReceived;
        }

        await using var incoming = received.Value;
        var registered = await register.RunAsync(
            actor,
            new(agent, version, new ArtifactBody(Sha256Hex.Of(bytes), bytes.Length, AgentManifest.MediaType)) { AsAgent = true },
            incoming,
            ct
        );
        return registered.IsDone ? await get.RunAsync(agent, registered.Value.Version, ct) : registered.Refusal;
    }

    private static Refusal? Faults(string? version, AgentManifestReadResult read)
    {
        var errors = new FieldErrors();
        if (!ModelName.IsVersion(version))
        {
            errors.Add(
                "version",
                string.IsNullOrEmpty(version) ? ModelRefusals.Required : ModelRefusals.VersionNameNotAllowed.FieldWords["version"][0]
            );
        }

        foreach (var problem in read.Problems.Take(ProblemsNamed))
        {
            errors.Add(
                problem.Path.Length == 0 ? "manifest" : $"manifest.{problem.Path}",
                problem.Line > 0 ? $"Line {problem.Line}: {Words(problem)}" : Words(problem)
            );
        }

        return errors.Refuse("agent.manifest-not-valid", $"The version of the agent was not registered.");
    }

    private static Sentence Words(PolicyProblem problem) =>
        problem.Suggestion is null
            ? Sentence.Ours(problem.Message)
            : Sentence.Join(" ", [Sentence.Ours(problem.Message), Sentence.Ours(problem.Suggestion)]);
}
