using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <content>What of the gate's answers is logged: those that differ from the last one to the same question.</content>
public sealed partial class EvaluateDeploymentGate
{
    private const int EntriesLookedAt = 50;

    // What was last logged about a question, and where: a repeated one then looks only at what was written since.
    private readonly ConcurrentDictionary<string, (string Said, long Index)> _logged = new(StringComparer.Ordinal);

    private async Task LogWhenNewAsync(Actor actor, DeployQuestion question, DeployAnswer answer, CancellationToken ct)
    {
        if (!ModelName.IsModel(question.Model) || !ModelName.IsVersion(question.Version))
        {
            return; // Names no one can have registered are counted, not logged: otherwise a caller fills the log with noise.
        }

        var subject = ModelName.Of(question.Model!, question.Version!);
        // Digests only: what was asked is text of a stranger.
        var asked = Sha256Hex.Of(JsonSerializer.SerializeToUtf8Bytes(Question(question, subject)));
        var said = Sha256Hex.Of(
            JsonSerializer.SerializeToUtf8Bytes(
                new object?[]
                {
                    answer.Allow,
                    answer.Promotion,
                    answer.Override,
                    answer.GateRun?.ToString(),
                    answer.Reasons.Select(r => new[] { r.Code, r.Rule ?? "" }).ToArray(),
                }
            )
        );
        if (await WasLoggedAsync(subject, asked, said, ct))
        {
            return;
        }

        var index = -1L;
        var outcome = await runner.RunAsync<Done>(
            actor,
            new Attempt("gate.asked", subject, Permission.ReadGates),
            (context, _) =>
            {
                context.Append(
                    new AuditEvent(
                        "gate.asked",
                        subject,
                        new JsonObject
                        {
                            ["question"] = asked,
                            ["answer"] = said,
                            ["allow"] = answer.Allow,
                            ["promotion"] = answer.Promotion,
                            ["override"] = answer.Override,
                            ["gateRun"] = answer.GateRun?.ToString(),
                            ["codes"] = new JsonArray([
                                .. answer.Reasons.Select(r => r.Code).Distinct(StringComparer.Ordinal).Select(c => (JsonNode)c),
                            ]),
                        }
                    ),
                    written => index = written
                );
                return Task.FromResult<Result<Done>>(Done.Instance);
            },
            ct
        );
        if (outcome.IsDone && index >= 0)
        {
            Remember(asked, said, index);
        }
    }

    private static string?[] Question(DeployQuestion question, string subject) =>
        question.Experiment is { } tried
            ? [subject, question.Stage, question.Sha256, tried.ToString()]
            : [subject, question.Stage, question.Sha256];

    // Another node, or another answer to the same question, may have written since: what stands after the entry known is always looked at.
    private async Task<bool> WasLoggedAsync(string subject, string asked, string said, CancellationToken ct)
    {
        var known = _logged.TryGetValue(asked, out var before) ? before : (Said: "", Index: -1L);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var since = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Subject == subject && e.Index > known.Index)
            .OrderByDescending(e => e.Index)
            .Where(e => e.Action == "gate.asked")
            .Take(EntriesLookedAt)
            .Select(e => new { e.Index, e.Leaf })
            .ToListAsync(ct);
        var newest = since
            .Select(e => (e.Index, Data: JsonNode.Parse(e.Leaf)?["data"]))
            .FirstOrDefault(e => (string?)e.Data?["question"] == asked);
        if (newest.Data is not null)
        {
            known = ((string?)newest.Data["answer"] ?? "", newest.Index);
            Remember(asked, known.Said, known.Index);
        }
        else if (known.Index >= 0 && since.Count == EntriesLookedAt)
        {
            known = ("", -1); // so much was written since that it may stand further back: then it is written again
        }

        return known.Said == said;
    }

    private void Remember(string asked, string said, long index)
    {
        if (_logged.Count >= MaxRemembered)
        {
            _logged.Clear();
        }

        _logged[asked] = (said, index);
    }
}
