using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Threats;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>Asks for the review of a threat model in which every suggested threat is decided.</summary>
public sealed class SubmitThreatModel(ActionRunner runner)
{
    /// <summary>Runs it.</summary>
    public Task<Result<ThreatModelId>> RunAsync(Actor actor, SystemId system, string? ifMatch, CancellationToken ct) =>
        ThreatModelAction.RunAsync(
            runner,
            actor,
            new Attempt("threat-model.submitted", system.ToString(), Permission.WriteRisks),
            system,
            ifMatch,
            changes: false,
            (context, model, _) =>
            {
                var threats = ThreatRules.For(model.Drawing);
                return Task.FromResult<Result<JsonObject>>(
                    model.Submit(threats, ThreatRules.Edition, context.Access, context.Now) is { } refusal
                        ? refusal
                        : new JsonObject
                        {
                            ["sha256"] = model.ContentSha256,
                            ["rules"] = model.Rules,
                            ["threats"] = threats.Count,
                        }
                );
            },
            ct
        );
}
