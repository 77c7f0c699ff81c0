using Governance.Portal.Kernel.Outbound;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Portal.Tests.Monitoring.Sources;

/// <summary>A bucket of a real server of the S3 protocol, filled as another program would fill it.</summary>
internal sealed class TestBucket(S3Server server) : IAsyncDisposable
{
    private static readonly AwsCredentials s_key = new(S3Server.Key, S3Server.Key);

    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}/governance/") };

    public int Port => server.Port;

    public static async Task<TestBucket> StartAsync() => new(await S3Server.StartAsync(TestContext.Current.CancellationToken));

    public Task PutAsync(string key, string text) => PutAsync(key, Predictions.Utf8(text));

    public Task PutAsync(string key, byte[] bytes) => SendAsync(HttpMethod.Put, key, bytes);

    public Task DeleteAsync(string key) => SendAsync(HttpMethod.Delete, key, []);

    /// <summary>Lets a portal read it, as the connection <c>lake</c>.</summary>
    public void Configure(PortalFactory portal, string secretFile) => Configure(portal, Port, "governance", secretFile);

    public static void Configure(PortalFactory portal, int port, string bucket, string secretFile)
    {
        const string Key = "Sources:Connections:0:";
        portal.Settings[Key + "Name"] = "lake";
        portal.Settings[Key + "Kind"] = "s3";
        portal.Settings[Key + "Address"] = $"http://127.0.0.1:{port}";
        portal.Settings[Key + "Bucket"] = bucket;
        portal.Settings[Key + "PathStyle"] = "true";
        portal.Settings[Key + "SecretFile"] = secretFile;
        portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await server.DisposeAsync();
    }

    private async Task SendAsync(HttpMethod method, string key, byte[] bytes)
    {
        var address = new Uri(_http.BaseAddress!, key);
        using var request = new HttpRequestMessage(method, address);
        if (method == HttpMethod.Put)
        {
            request.Content = new ByteArrayContent(bytes);
        }

        var payload = bytes.Length == 0 ? AwsSignature.EmptyPayload : Sha256Hex.Of(bytes);
        foreach (
            var (name, value) in AwsSignature.Sign(
                method,
                address,
                new Dictionary<string, string>(StringComparer.Ordinal),
                payload,
                s_key,
                "us-east-1",
                "s3",
                TimeProvider.System.GetUtcNow()
            )
        )
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
