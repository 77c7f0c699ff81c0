using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Validation;
using Governance.Transparency;

namespace Governance.Portal.Operations.Validation;

/// <summary>Log entries of scheduled validation. They name the schedule and hold ids, digests and states.</summary>
internal static class ValidationEvents
{
    /// <summary>The job, as the log names it where it acts for no schedule.</summary>
    public const string JobName = "validation";

    /// <summary>What the portal does automatically about schedules.</summary>
    public static Actor Job { get; } = Actor.OfJob(JobName);

    /// <summary>An entry about a schedule.</summary>
    public static AuditEvent Of(string action, ValidationSchedule schedule, params ReadOnlySpan<(string Name, JsonNode? Value)> more)
    {
        var data = new JsonObject { ["model"] = schedule.Model };
        foreach (var (name, value) in more)
        {
            data[name] = value;
        }

        return new(action, schedule.Id.ToString(), data) { Covers = [schedule.Model] };
    }

    /// <summary>Digest of what a schedule measures, so that the log shows that it changed.</summary>
    public static string SettingsSha256(ValidationSchedule schedule) =>
        Sha256Hex.Of(
            CanonicalJson.Serialize(
                new JsonObject
                {
                    ["environment"] = schedule.Environment,
                    ["version"] = schedule.Version,
                    ["endpoint"] = schedule.Endpoint,
                    ["protocol"] = WireName.Of(schedule.Protocol),
                    ["credential"] = schedule.Credential,
                    ["checks"] = Texts(schedule.Checks.Select(c => WireName.Of(c))),
                    ["label"] = schedule.Label,
                    ["positiveLabel"] = schedule.PositiveLabel,
                    ["output"] = schedule.Output,
                    ["protected"] = Texts(schedule.Protected),
                    ["features"] = Texts(schedule.Features),
                    ["rows"] = schedule.Rows,
                    ["seed"] = schedule.Seed,
                }
            )
        );

    /// <summary>A list of texts.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode?)t)];
}
