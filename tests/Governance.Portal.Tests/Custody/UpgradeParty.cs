using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Account;
using Governance.Testing;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// A program that registers versions and the three people who sign them, each at the node it is told to use: what one node wrote, another
/// reads and goes on with.
/// </summary>
internal sealed class UpgradeParty(string key, string password, CancellationToken ct)
{
    private readonly Dictionary<string, (CookieContainer Cookies, string Csrf)> _sessions = new(StringComparer.Ordinal);

    private readonly Dictionary<string, byte[]> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _steps = new(StringComparer.Ordinal);

    /// <summary>Those who sign, by their slot.</summary>
    public static IReadOnlyList<(string Name, string Role)> Signers { get; } =
    [("security", "SecurityReviewer"), ("legal", "LegalReviewer"), ("owner", "ModelOwner")];

    /// <summary>The cookies of the model's owner, once everyone is signed in.</summary>
    public IReadOnlyList<Cookie> Session => [.. _sessions["owner"].Cookies.GetAllCookies().Cast<Cookie>()];

    /// <summary>Registers the model, with the version that decisions are of.</summary>
    public async Task RegisterAsync(Uri node)
    {
        using var client = Program(node);
        await NodesUnderFireTests.MakeModelAsync(client);
    }

    /// <summary>Signs everyone in. A session is good at every node.</summary>
    public async Task SignInAsync(Uri node)
    {
        foreach (var (person, _) in Signers)
        {
            var cookies = new CookieContainer();
            using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = node };
            var session = await AnswerAsync(
                client.PostAsJsonAsync(
                    "/api/v1/session",
                    new JsonObject { ["email"] = $"{person}@test.example", ["password"] = password },
                    ct
                )
            );
            client.DefaultRequestHeaders.Add("X-CSRF-Token", (string)session["csrfToken"]!);
            _secrets[person] = await SetUpCodesAsync(client);
            _sessions[person] = (cookies, (string)(await AnswerAsync(client.GetAsync("/api/v1/session", ct)))["csrfToken"]!);
        }
    }

    /// <summary>Registers a version with its artifact, and asks for its promotion.</summary>
    /// <returns>The promotion.</returns>
    public async Task<string> RequestAsync(Uri node, string version)
    {
        using var client = Program(node);
        var bytes = RandomNumberGenerator.GetBytes(2_000);
        await AnswerAsync(
            client.PostAsJsonAsync(
                "/api/v1/models/scorer/versions",
                new JsonObject
                {
                    ["version"] = version,
                    ["artifact"] = new JsonObject
                    {
                        ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
                        ["sizeBytes"] = bytes.Length,
                        ["mediaType"] = "application/octet-stream",
                    },
                },
                ct
            )
        );
        using var content = new ByteArrayContent(bytes);
        await AnswerAsync(client.PutAsync($"/api/v1/models/scorer/versions/{version}/artifact", content, ct));
        var asked = await AnswerAsync(
            client.PostAsJsonAsync(
                $"/api/v1/models/scorer/versions/{version}/promotions",
                new JsonObject { ["to"] = "production", ["reason"] = "upgrade" },
                ct
            )
        );
        return (string)asked["id"]!;
    }

    /// <summary>Someone reads the promotion at a node and signs there what they saw.</summary>
    /// <returns>The promotion's state after it.</returns>
    public async Task<string> SignAsync(Uri node, string promotion, string person)
    {
        var (cookies, csrf) = _sessions[person];
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = node };
        client.DefaultRequestHeaders.Add("X-CSRF-Token", csrf);
        var seen = await AnswerAsync(client.GetAsync($"/api/v1/promotions/{promotion}", ct));
        var step = await NextStepAsync(person);
        var code = TimeCode.Of(_secrets[person], step);
        var proof = await AnswerAsync(
            client.PostAsJsonAsync("/api/v1/session/reauthenticate", new JsonObject { ["password"] = password, ["code"] = code }, ct)
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/promotions/{promotion}/signoffs")
        {
            Content = JsonContent.Create(
                new JsonObject
                {
                    ["role"] = person,
                    ["decision"] = "approve",
                    ["comment"] = "fine",
                    ["bundleDigest"] = (string)seen["bundleDigest"]!,
                }
            ),
        };
        request.Headers.Add("X-Reauthentication", (string)proof["proof"]!);
        return (string)(await AnswerAsync(client.SendAsync(request, ct)))["state"]!;
    }

    /// <summary>A promotion's state, as a node says it.</summary>
    public async Task<string> StateAsync(Uri node, string promotion)
    {
        using var client = Program(node);
        return (string)(await AnswerAsync(client.GetAsync($"/api/v1/promotions/{promotion}", ct)))["state"]!;
    }

    /// <summary>What a node says of the entries of the log about a promotion, with their hashes and in order.</summary>
    public async Task<IReadOnlyList<string>> EntriesAsync(Uri node, string promotion)
    {
        using var client = Program(node);
        var list = await AnswerAsync(client.GetAsync($"/api/v1/audit/entries?subject={promotion}", ct));
        return [.. list["items"]!.AsArray().Select(e => e!.ToJsonString())];
    }

    // Their roles ask for more than the password: what they signed in to is good for this, and becomes a whole session by it.
    private async Task<byte[]> SetUpCodesAsync(HttpClient client)
    {
        var proof = await AnswerAsync(
            client.PostAsJsonAsync("/api/v1/session/reauthenticate", new JsonObject { ["password"] = password }, ct)
        );
        using var begin = new HttpRequestMessage(HttpMethod.Post, "/api/v1/account/codes")
        {
            Headers = { { "X-Reauthentication", (string)proof["proof"]! } },
        };
        var secret = CodeTests.Decode((string)(await AnswerAsync(client.SendAsync(begin, ct)))["secret"]!);
        var code = CodeTests.Code(secret, TimeProvider.System);
        await AnswerAsync(client.PostAsJsonAsync("/api/v1/account/codes/confirm", new JsonObject { ["code"] = code }, ct));
        return secret;
    }

    // A code is good once: who has signed waits for the next one, as people do.
    private async Task<long> NextStepAsync(string person)
    {
        var next = TimeCode.StepOf(TimeProvider.System.GetUtcNow()) + 1;
        if (_steps.TryGetValue(person, out var last) && last >= next)
        {
            await Until.HoldsAsync(
                "the app shows another code",
                TimeSpan.FromMinutes(1),
                _ => Task.FromResult((next = TimeCode.StepOf(TimeProvider.System.GetUtcNow()) + 1) > last),
                ct
            );
        }

        return _steps[person] = next;
    }

    private HttpClient Program(Uri node)
    {
        var client = new HttpClient { BaseAddress = node };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static async Task<JsonObject> AnswerAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {answer.RequestMessage?.RequestUri}: {text}");
        return JsonNode.Parse(text.Length == 0 ? "{}" : text) as JsonObject ?? [];
    }
}
