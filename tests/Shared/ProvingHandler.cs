using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Governance.Testing;

/// <summary>Gives the password again where the dialogs of the administration ask for it.</summary>
internal sealed class ProvingHandler : DelegatingHandler
{
    private static readonly string[] s_asking =
    [
        "/api/v1/users",
        "/api/v1/keys",
        "/api/v1/channels",
        "/api/v1/integrations",
        "/api/v1/organisation",
    ];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (
            (request.Method == HttpMethod.Post || request.Method == HttpMethod.Put || request.Method == HttpMethod.Patch)
            && !request.Headers.Contains("X-Reauthentication")
            && s_asking.Any(p => request.RequestUri!.AbsolutePath.StartsWith(p, StringComparison.Ordinal))
        )
        {
            using var asked = new HttpRequestMessage(HttpMethod.Post, new Uri(request.RequestUri!, "/api/v1/session/reauthenticate"))
            {
                Content = JsonContent.Create(new JsonObject { ["password"] = PortalFactory.Password }),
            };
            if (request.Headers.TryGetValues("X-CSRF-Token", out var token))
            {
                asked.Headers.Add("X-CSRF-Token", token);
            }

            using var answer = await base.SendAsync(asked, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                request.Headers.Add(
                    "X-Reauthentication",
                    (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["proof"]
                );
            }
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
