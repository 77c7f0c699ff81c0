using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Governance.Testing;

/// <summary>Types the one-time code beside the password, at sign-in and where a person shows again who they are.</summary>
/// <param name="portal">Where the person has an account.</param>
/// <param name="email">Who sits at this client; at a sign-in its body says so.</param>
internal sealed class AuthenticatorHandler(PortalFactory portal, string? email = null) : DelegatingHandler
{
    private string? _email = email;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (
            request.Method != HttpMethod.Post
            || request.RequestUri!.AbsolutePath is not ("/api/v1/session" or "/api/v1/session/reauthenticate")
            || await BodyOfAsync(request, cancellationToken) is not { } body
        )
        {
            return await base.SendAsync(request, cancellationToken);
        }

        _email = (string?)body["email"] ?? _email;
        if (_email is null || body["password"] is null || body.ContainsKey("code") || portal.AppOf(_email) is not { } app)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        return await app.UseAsync(code =>
        {
            body["code"] = code;
            request.Content = JsonContent.Create(body);
            return base.SendAsync(request, cancellationToken);
        });
    }

    // What a test sends wrong on purpose is sent as it is.
    private static async Task<JsonObject?> BodyOfAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (request.Content is null)
        {
            return null;
        }

        await request.Content.LoadIntoBufferAsync(ct);
        try
        {
            return JsonNode.Parse(await request.Content.ReadAsByteArrayAsync(ct)) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
