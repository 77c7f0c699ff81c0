using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Gates;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Hooks;

/// <summary>Answers external status checks of merge requests.</summary>
public sealed class GitLabAnswers(OutboundClient outbound, IOptions<HooksOptions> options)
{
    /// <summary>Sends an answer.</summary>
    /// <returns>What went wrong; null when it was taken.</returns>
    /// <exception cref="OutboundException">The host could not be called.</exception>
    public async Task<string?> SendAsync(HookCall call, HookVerdict verdict, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(verdict);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["sha"] = call.Commit,
                ["external_status_check_id"] = long.Parse(call.Reference, CultureInfo.InvariantCulture),
                ["status"] = verdict.Allow ? "passed" : "failed",
            }
        );
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["PRIVATE-TOKEN"] = options.Value.GitLabToken };
        var answer = await outbound.SendAsync(HttpMethod.Post, new Uri(call.Address), body, "application/json", headers, ct);
        return answer.IsSuccess ? null : $"GitLab answered with {answer.Status}.";
    }
}
