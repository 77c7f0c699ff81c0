using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Testing;

namespace Governance.Portal.Tests.Account;

/// <summary>What a browser with a passkey does, over HTTP.</summary>
internal static class PasskeyScene
{
    public const string Origin = "http://localhost";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<JsonElement> PostAsync(
        this HttpClient client,
        string path,
        JsonObject? body = null,
        HttpStatusCode expected = HttpStatusCode.OK,
        string? proof = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body ?? []) };
        if (proof is not null)
        {
            request.Headers.Add("X-Reauthentication", proof);
        }

        using var answer = await client.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(expected == answer.StatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Adds a new passkey to the account of a signed-in client.</summary>
    public static async Task<SoftPasskey> AddPasskeyAsync(this HttpClient client, string name = "Work laptop")
    {
        var passkey = new SoftPasskey();
        var options = await client.PostAsync("/api/v1/account/passkeys/options", proof: await PortalFactory.ReauthenticateAsync(client));
        await client.PostAsync(
            "/api/v1/account/passkeys",
            Answer(options, passkey.Create(options.GetProperty("publicKey"), Origin), name),
            HttpStatusCode.Created
        );
        return passkey;
    }

    public static JsonObject Answer(JsonElement options, JsonObject credential, string? name = null)
    {
        var body = new JsonObject { ["state"] = options.GetProperty("state").GetString(), ["credential"] = credential };
        if (name is not null)
        {
            body["name"] = name;
        }

        return body;
    }

    public static string? Code(this JsonElement problem) => problem.GetProperty("code").GetString();
}
