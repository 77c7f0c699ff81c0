using System.Net;
using System.Net.Http.Headers;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Storage.S3;
using Governance.Portal.Tests.Custody;
using Governance.Portal.Tests.Registry;
using Governance.Testing;

namespace Governance.Portal.Tests.Storage;

/// <summary>A portal in a process of its own, killed while it sends a file to the bucket.</summary>
public sealed class KilledUploadTests
{
    private static readonly byte[] s_file = new byte[S3Upload.PartBytes + 1_000];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Uri Artifact => new("/api/v1/models/fraud-scorer/versions/1/artifact", UriKind.Relative);

    /// <summary>
    /// In every run what an upload left is swept (<see cref="ObjectStorageTests.Sweep_AbortsOldUploads_AndNoneThatMayStillRun"/>), and a
    /// start deletes what a kill left (ShutdownTests). That the store is killed instead is <see cref="KilledStoreTests"/>.
    /// </summary>
    [WholeFact]
    public async Task Upload_KilledInTheMiddle_LeavesNothingHalf_AndTheNextStartSweeps()
    {
        var folder = Directory.CreateTempSubdirectory("governance-tests-").FullName;
        try
        {
            await using var fake = await FakeObjectStorage.StartAsync();
            var settings = Settings(folder, fake, TestDatabase.Create(DatabaseKind.Sqlite, folder));
            var key = await PrepareAsync(settings);
            var holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            fake.Fault = async context =>
            {
                if (context.Request.Query["partNumber"] != "2")
                {
                    return false;
                }

                holds.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return true;
            };
            await using (var portal = await PortalProcess.StartAsync(settings, Ct))
            {
                using var client = new HttpClient { BaseAddress = portal.Address };
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
                var uploading = UploadAsync(client);
                await holds.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct);
                await portal.KillAsync();
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => uploading);
            }

            Assert.Empty(fake.Objects);
            Assert.Single(fake.Uploads);
            fake.Fault = null;
            await using (var portal = Portal(settings))
            {
                using var client = portal.CreateClient();
                Assert.Empty(fake.Uploads);
                Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder, "artifacts"), "*", SearchOption.AllDirectories));
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
                Assert.Equal(HttpStatusCode.Created, await UploadAsync(client));
            }

            Assert.Equal(s_file.Length, Assert.Single(fake.Objects).Value.Bytes.Length);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<HttpStatusCode> UploadAsync(HttpClient client)
    {
        using var content = new ByteArrayContent(s_file);
        using var answer = await client.PutAsync(Artifact, content, Ct);
        return answer.StatusCode;
    }

    private static Dictionary<string, string> Settings(string folder, FakeObjectStorage fake, TestDatabase database)
    {
        var credentials = Path.Combine(folder, "credentials");
        File.WriteAllText(credentials, S3Server.Credentials);
        return new(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Governance"] = database.ConnectionString,
            ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
            ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
            ["Storage__S3__Endpoint"] = fake.Address.AbsoluteUri,
            ["Storage__S3__Bucket"] = FakeObjectStorage.Bucket,
            ["Storage__S3__PathStyle"] = "true",
            ["Storage__S3__CredentialsFile"] = credentials,
            ["Outbound__PrivateHosts__0"] = "127.0.0.1",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        };
    }

    private static async Task<string> PrepareAsync(Dictionary<string, string> settings)
    {
        await using var portal = Portal(settings);
        var engineer = await portal.CreateUserAsync(RegistryFixture.Owner, Roles.Engineer, Roles.ModelOwner);
        using var client = await portal.CreateKeyClientAsync(engineer, Scopes.RegistryWrite);
        foreach (
            var (path, body) in new[]
            {
                ("models", RegistryFixture.Model()),
                ("models/fraud-scorer/versions", RegistryFixture.Version("1", s_file)),
            }
        )
        {
            using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri($"/api/v1/{path}", UriKind.Relative), content, Ct);
            await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);
        }

        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    // In this process: only the one that is killed takes one of its own.
    private static PortalFactory Portal(Dictionary<string, string> settings)
    {
        var portal = new PortalFactory();
        foreach (var (name, value) in settings.Where(s => s.Key.Contains("__", StringComparison.Ordinal)))
        {
            portal.Settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        return portal;
    }
}
