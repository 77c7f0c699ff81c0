using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// People and programs that go on working while the portal is killed under them, and that remember every answer they got.
/// </summary>
internal sealed class CrashBank(CancellationToken ct)
{
    private const int BatchLines = 40;

    private static readonly string[] s_approvers = ["security", "legal", "owner"];

    private readonly ConcurrentDictionary<string, (CookieContainer Cookies, string Csrf)> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AuthenticatorApp> _apps = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _open = [];
    private readonly ConcurrentQueue<(string[] Ids, string Body)> _unanswered = [];
    private readonly ConcurrentQueue<(string Text, string Promotion)> _uncommented = [];
    private TaskCompletionSource _pushed = new();
    private TaskCompletionSource _signed = new();
    private int _numbers;

    /// <summary>The API key that registers, comments and pushes.</summary>
    public required string Key { get; init; }

    /// <summary>Signed decisions that were answered: sign-off id → promotion.</summary>
    public ConcurrentDictionary<string, string> SignOffs { get; } = new(StringComparer.Ordinal);

    /// <summary>The database of the portal, in which it forgets the codes it took: three people sign more often than they could.</summary>
    public required IDbContextFactory<GovernanceDbContext> Databases { get; init; }

    /// <summary>Promotions that were answered.</summary>
    public ConcurrentDictionary<string, string> Promotions { get; } = new(StringComparer.Ordinal);

    /// <summary>Comments that were answered, some to a repeat: text → promotion.</summary>
    public ConcurrentDictionary<string, string> Comments { get; } = new(StringComparer.Ordinal);

    /// <summary>Versions that were answered, with their artifact stored.</summary>
    public ConcurrentDictionary<string, bool> Versions { get; } = new(StringComparer.Ordinal);

    /// <summary>Decisions of batches that were answered.</summary>
    public ConcurrentDictionary<string, bool> Decisions { get; } = new(StringComparer.Ordinal);

    /// <summary>Every checkpoint that was given out.</summary>
    public ConcurrentDictionary<string, bool> Checkpoints { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers of the server that were no answers of a killed one: nothing should be in here.</summary>
    public ConcurrentQueue<string> Surprises { get; } = [];

    /// <summary>Signs everyone in; a session outlives the process.</summary>
    public async Task SignInAsync(Uri portal)
    {
        foreach (var person in s_approvers)
        {
            var cookies = new CookieContainer();
            using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = portal };
            var app = _apps[person] = new AuthenticatorApp(
                AuthenticatorApp.SecretOf($"{person}@test.example"),
                TimeProvider.System,
                () => ForgetStepsAsync(person)
            );
            using var answer = await app.UseAsync(code =>
                client.PostAsJsonAsync(
                    "/api/v1/session",
                    new JsonObject
                    {
                        ["email"] = $"{person}@test.example",
                        ["password"] = PortalFactory.Password,
                        ["code"] = code,
                    },
                    ct
                )
            );
            answer.EnsureSuccessStatusCode();
            _sessions[person] = (cookies, (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(ct))!["csrfToken"]!);
        }
    }

    /// <summary>A batch of decisions was answered since work began.</summary>
    public Task PushedAsync => _pushed.Task;

    /// <summary>A sign-off was answered since work began.</summary>
    public Task SignedAsync => _signed.Task;

    /// <summary>Everyone works until the portal is gone.</summary>
    public Task WorkAsync(Uri portal, CancellationToken stop)
    {
        _pushed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _signed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return Task.WhenAll([
            LoopAsync(portal, RequestAsync, stop),
            LoopAsync(portal, RequestAsync, stop),
            LoopAsync(portal, CommentAsync, stop),
            LoopAsync(portal, PushAsync, stop),
            LoopAsync(portal, PushAsync, stop),
            LoopAsync(portal, WatchAsync, stop),
            .. s_approvers.Select(person => LoopAsync(portal, (client, token) => SignAsync(client, portal, person, token), stop)),
        ]);
    }

    /// <summary>Sends again what was sent and never answered. Most of it stands already.</summary>
    public async Task FinishAsync(HttpClient client)
    {
        while (!_unanswered.IsEmpty)
        {
            await PushAsync(client, ct);
        }

        while (!_uncommented.IsEmpty)
        {
            await CommentAsync(client, ct);
        }
    }

    private async Task LoopAsync(Uri portal, Func<HttpClient, CancellationToken, Task> work, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = portal };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await work(client, stop);
            }
            // The client lets a bare SocketException out when the other side dies between connecting and being asked for its address.
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or SocketException)
            {
                return; // killed: whatever was not answered may or may not be there
            }
        }
    }

    private async Task RequestAsync(HttpClient client, CancellationToken stop)
    {
        var version = string.Create(
            CultureInfo.InvariantCulture,
            $"1.{Interlocked.Increment(ref _numbers)}.{RandomNumberGenerator.GetInt32(1_000_000)}"
        );
        var bytes = RandomNumberGenerator.GetBytes(2_000);
        var body = new JsonObject
        {
            ["version"] = version,
            ["artifact"] = new JsonObject
            {
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
                ["sizeBytes"] = bytes.Length,
                ["mediaType"] = "application/octet-stream",
            },
        };
        if (await AnswerAsync(client.PostAsJsonAsync("/api/v1/models/scorer/versions", body, stop), stop) is null)
        {
            return;
        }

        using var content = new ByteArrayContent(bytes);
        if (await AnswerAsync(client.PutAsync($"/api/v1/models/scorer/versions/{version}/artifact", content, stop), stop) is null)
        {
            return;
        }

        Versions[version] = true;
        var asked = await AnswerAsync(
            client.PostAsJsonAsync(
                $"/api/v1/models/scorer/versions/{version}/promotions",
                new JsonObject { ["to"] = "production", ["reason"] = "crash test" },
                stop
            ),
            stop
        );
        if (asked is not null)
        {
            var id = (string)asked["id"]!;
            Promotions[id] = version;
            _open.Enqueue(id);
            _open.Enqueue(id);
            _open.Enqueue(id);
        }
    }

    private async Task CommentAsync(HttpClient client, CancellationToken stop)
    {
        if (!_uncommented.TryDequeue(out var comment))
        {
            if (Promotions.Keys.ElementAtOrDefault(RandomNumberGenerator.GetInt32(Math.Max(1, Promotions.Count))) is not { } id)
            {
                await RestAsync(client, stop);
                return;
            }

            comment = ($"Comment {Guid.NewGuid():N}", id);
        }

        // Who got no answer sends it again with the same key, and it is there once, whether or not it was before.
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/promotions/{comment.Promotion}/comments")
            {
                Content = JsonContent.Create(new JsonObject { ["text"] = comment.Text }),
                Headers = { { "Idempotency-Key", comment.Text } },
            };
            using var answer = await client.SendAsync(request, stop);
            var text = await answer.Content.ReadAsStringAsync(stop);
            if (answer.IsSuccessStatusCode || text.Contains("idempotency.answer-lost", StringComparison.Ordinal))
            {
                Comments[comment.Text] = comment.Promotion;
            }
            else if (text.Contains("idempotency.running", StringComparison.Ordinal))
            {
                _uncommented.Enqueue(comment);
                await RestAsync(client, stop);
            }
            else if (answer.StatusCode is not HttpStatusCode.Conflict)
            {
                Surprises.Enqueue($"{(int)answer.StatusCode} comment: {text}");
            }
        }
        catch
        {
            _uncommented.Enqueue(comment);
            throw;
        }
    }

    // A sender that got no answer sends the same batch again: it is stored once, whether or not it was before.
    private async Task PushAsync(HttpClient client, CancellationToken stop)
    {
        if (!_unanswered.TryDequeue(out var batch))
        {
            if (Versions.Keys.FirstOrDefault() is not { } version)
            {
                await RestAsync(client, stop);
                return;
            }

            var ids = Enumerable.Range(0, BatchLines).Select(_ => Guid.NewGuid().ToString("N")).ToArray();
            var time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            batch = (
                ids,
                string.Concat(
                    ids.Select(id =>
                        $$"""{"decisionId":"{{id}}","time":"{{time}}","model":"scorer","version":"{{version}}","input":"""
                        + """{"age":41},"output":"declined","confidence":0.91,"topFeatures":[]}"""
                        + "\n"
                    )
                )
            );
        }

        try
        {
            using var content = new StringContent(batch.Body, Encoding.UTF8, "application/x-ndjson");
            if (await AnswerAsync(client.PostAsync("/api/v1/decisions", content, stop), stop) is not null)
            {
                foreach (var id in batch.Ids)
                {
                    Decisions[id] = true;
                }

                _pushed.TrySetResult();
            }
        }
        catch
        {
            _unanswered.Enqueue(batch);
            throw;
        }
    }

    // Who has nothing to do asks for something small: a loop that only spins takes the processor from the portal.
    private static async Task RestAsync(HttpClient client, CancellationToken stop)
    {
        using var unused = await client.GetAsync("/healthz", stop);
    }

    private async Task WatchAsync(HttpClient client, CancellationToken stop)
    {
        using var answer = await client.GetAsync("/api/v1/audit/checkpoint", stop);
        if (answer.IsSuccessStatusCode)
        {
            Checkpoints[await answer.Content.ReadAsStringAsync(stop)] = true;
        }
    }

    private async Task SignAsync(HttpClient stranger, Uri portal, string person, CancellationToken stop)
    {
        if (!_open.TryDequeue(out var id))
        {
            await RestAsync(stranger, stop);
            return;
        }

        var (cookies, csrf) = _sessions[person];
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = portal };
        client.DefaultRequestHeaders.Add("X-CSRF-Token", csrf);
        if (
            await AnswerAsync(client.GetAsync($"/api/v1/promotions/{id}", stop), stop) is not { } promotion
            || (string?)promotion["state"] != "open"
            || promotion["signOffs"]!.AsArray().Any(s => (string?)s!["role"] == person)
        )
        {
            return;
        }

        var proof = await _apps[person]
            .UseAsync(code =>
                AnswerAsync(
                    client.PostAsJsonAsync(
                        "/api/v1/session/reauthenticate",
                        new JsonObject { ["password"] = PortalFactory.Password, ["code"] = code },
                        stop
                    ),
                    stop
                )
            );
        if (proof is null)
        {
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/promotions/{id}/signoffs")
        {
            Content = JsonContent.Create(
                new JsonObject
                {
                    ["role"] = person,
                    ["decision"] = "approve",
                    ["comment"] = "fine",
                    ["bundleDigest"] = (string)promotion["bundleDigest"]!,
                }
            ),
        };
        request.Headers.Add("X-Reauthentication", (string)proof["proof"]!);
        if (await AnswerAsync(client.SendAsync(request, stop), stop) is { } signed)
        {
            SignOffs[
                (string)signed["signOffs"]!.AsArray().Single(s => (string?)s!["role"] == person && (string?)s["status"] == "signed")!["id"]!
            ] = id;
            _signed.TrySetResult();
        }
    }

    private async Task ForgetStepsAsync(string person)
    {
        await using var db = await Databases.CreateDbContextAsync(ct);
        var user = await db.Users.Where(u => u.Email == $"{person}@test.example").Select(u => u.Id).SingleAsync(ct);
        await db.TimeCodeKeys.Where(k => k.User == new UserId(user)).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastStep, 0), ct);
    }

    // A success is an acknowledgement: what it stands for must be there for ever. A conflict is an answer too.
    private async Task<JsonObject?> AnswerAsync(Task<HttpResponseMessage> sent, CancellationToken stop)
    {
        using var answer = await sent;
        var text = await answer.Content.ReadAsStringAsync(stop);
        if (answer.IsSuccessStatusCode)
        {
            return JsonNode.Parse(text) as JsonObject ?? [];
        }

        if (answer.StatusCode is not HttpStatusCode.Conflict)
        {
            Surprises.Enqueue($"{(int)answer.StatusCode} {answer.RequestMessage?.RequestUri?.AbsolutePath}: {text}");
        }

        return null;
    }
}
