using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Benchmarks.Scale;

namespace Governance.Benchmarks.Capacity;

/// <summary>People who sign, each in a session of their own, as a script or a page does it.</summary>
internal sealed class CapacitySigner(Uri portal)
{
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Someone who is signed in.</summary>
    public async Task<HttpClient> ClientAsync(string who, CancellationToken ct)
    {
        if (_clients.TryGetValue(who, out var known))
        {
            return known;
        }

        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = portal,
            Timeout = TimeSpan.FromMinutes(2),
        };
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/session",
            new JsonObject { ["email"] = CapacityWorld.AddressOf(who), ["password"] = ScalePortal.Password },
            ct
        );
        var session = JsonNode.Parse(await CapacityWorld.AnsweredAsync(answer, ct))!;
        client.DefaultRequestHeaders.Add("X-CSRF-Token", (string)session["csrfToken"]!);
        client.DefaultRequestHeaders.Add("Accept", "text/html, application/json");
        return _clients[who] = client;
    }

    /// <summary>Signs every slot.</summary>
    public async Task SignAllAsync(string promotion, CancellationToken ct)
    {
        foreach (var slot in CapacityWorld.Signers.Keys)
        {
            await SignAsync(promotion, slot, ct);
        }
    }

    /// <summary>Reads a promotion, proves who signs, and signs a slot.</summary>
    public async Task SignAsync(string promotion, string slot, CancellationToken ct)
    {
        var client = await ClientAsync(slot, ct);
        using var read = await client.GetAsync(new Uri($"/api/v1/promotions/{promotion}", UriKind.Relative), ct);
        var digest = (string)JsonNode.Parse(await CapacityWorld.AnsweredAsync(read, ct))!["bundleDigest"]!;
        using var proven = await client.PostAsJsonAsync(
            "/api/v1/session/reauthenticate",
            new JsonObject { ["password"] = ScalePortal.Password },
            ct
        );
        var proof = JsonNode.Parse(await CapacityWorld.AnsweredAsync(proven, ct))!.AsObject();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/v1/promotions/{promotion}/signoffs", UriKind.Relative))
        {
            Content = JsonContent.Create(
                new JsonObject
                {
                    ["role"] = slot,
                    ["decision"] = "approve",
                    ["bundleDigest"] = digest,
                }
            ),
        };
        request.Headers.Add("X-Reauthentication", (string)proof["proof"]!);
        using var signed = await client.SendAsync(request, ct);
        await CapacityWorld.AnsweredAsync(signed, ct);
    }
}
