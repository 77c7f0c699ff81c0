using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Governance.Testing;

namespace Governance.Portal.Tests.Monitoring.Sources;

/// <summary>A bucket of a real server of the S3 protocol, filled as another program would fill it.</summary>
internal sealed class TestBucket(S3Server server) : IAsyncDisposable
{
    private const string Bucket = "governance";

    private readonly AmazonS3Client _s3 = new(
        new BasicAWSCredentials(S3Server.Key, S3Server.Key),
        new AmazonS3Config
        {
            ServiceURL = $"http://127.0.0.1:{server.Port}",
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        }
    );

    public int Port => server.Port;

    public static async Task<TestBucket> StartAsync() => new(await S3Server.StartAsync(TestContext.Current.CancellationToken));

    public Task PutAsync(string key, string text) => PutAsync(key, Predictions.Utf8(text));

    public Task PutAsync(string key, byte[] bytes) =>
        _s3.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = Bucket,
                Key = key,
                InputStream = new MemoryStream(bytes),
                UseChunkEncoding = false,
            },
            TestContext.Current.CancellationToken
        );

    public Task DeleteAsync(string key) => _s3.DeleteObjectAsync(Bucket, key, TestContext.Current.CancellationToken);

    /// <summary>Lets a portal read it, as the connection <c>lake</c>.</summary>
    public void Configure(PortalFactory portal, string secretFile) => Configure(portal, Port, Bucket, secretFile);

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
        _s3.Dispose();
        await server.DisposeAsync();
    }
}
