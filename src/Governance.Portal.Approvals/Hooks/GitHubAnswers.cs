using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Gates;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Hooks;

/// <summary>
/// Answers deployment protection rules: as the App, with a token of the installation, at the address the rule named (which is below the
/// configured API, or it was refused).
/// </summary>
public sealed class GitHubAnswers(OutboundClient outbound, IOptions<HooksOptions> options, TimeProvider clock)
{
    private static readonly Dictionary<string, string> s_accept = new(StringComparer.Ordinal)
    {
        ["Accept"] = "application/vnd.github+json",
    };

    /// <summary>Sends an answer.</summary>
    /// <returns>What went wrong; null when it was taken.</returns>
    /// <exception cref="OutboundException">The host could not be called.</exception>
    public async Task<string?> SendAsync(HookCall call, HookVerdict verdict, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(verdict);
        var api = options.Value.GitHubApi.TrimEnd('/');
        var jwt = await JwtAsync(ct);
        var issued = await outbound.SendAsync(
            HttpMethod.Post,
            new Uri($"{api}/app/installations/{Uri.EscapeDataString(call.Reference)}/access_tokens"),
            "{}"u8.ToArray(),
            "application/json",
            With(jwt),
            ct
        );
        if (!issued.IsSuccess || Token(issued.Body) is not { } token)
        {
            return $"GitHub issued no token: {issued.Status}.";
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["environment_name"] = call.Environment,
                ["state"] = verdict.Allow ? "approved" : "rejected",
                ["comment"] = verdict.Words.Length > 1_000 ? verdict.Words[..1_000] : verdict.Words,
            }
        );
        var answer = await outbound.SendAsync(HttpMethod.Post, new Uri(call.Address), body, "application/json", With(token), ct);
        return answer.IsSuccess ? null : $"GitHub answered with {answer.Status}.";
    }

    private static Dictionary<string, string> With(string token) =>
        new(s_accept, StringComparer.Ordinal) { ["Authorization"] = $"Bearer {token}" };

    private static string? Token(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return HookBody.Text(json.RootElement, "token");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // RS256, a minute back for clocks that differ, and shorter than the ten minutes GitHub takes.
    private async Task<string> JwtAsync(CancellationToken ct)
    {
        using var key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(options.Value.GitHubKeyFile, ct));
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var head = Base64Url.EncodeToString("""{"alg":"RS256","typ":"JWT"}"""u8);
        var claims = Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(
                new JsonObject
                {
                    ["iat"] = now - 60,
                    ["exp"] = now + 480,
                    ["iss"] = options.Value.GitHubApp,
                }
            )
        );
        var signed = $"{head}.{claims}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}
