// What the compiler holds of a call; the portal's tests compile it with the client that generate.cs makes, and run it against a portal.
using System;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Governance.Client;

public static class Example
{
    /// <summary>Registers a model with a version and its evidence, and says the digest under which the evidence is kept.</summary>
    public static async Task<string> DeliverAsync(Uri portal, string key, string owner, HttpMessageHandler? handler, CancellationToken ct)
    {
        using var client = new GovernanceClient(portal, key, handler);
        try
        {
            await client.RegisterModelAsync(
                new ModelBody
                {
                    Name = "fraud-scorer",
                    Owner = owner,
                    RiskClass = "limited",
                },
                ct
            );
        }
        catch (GovernanceException refused) when (refused.Status is HttpStatusCode.Conflict)
        {
            // It is registered already.
        }

        await client.RegisterVersionAsync(
            "fraud-scorer",
            new VersionBody
            {
                Version = "1.4.0",
                Artifact = new ArtifactBody
                {
                    Sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    SizeBytes = 4,
                    MediaType = "application/octet-stream",
                },
            },
            ct
        );
        var evidence = await client.AddEvidenceAsync(
            "fraud-scorer",
            "1.4.0",
            new EvidenceBody
            {
                Kind = EvidenceKind.Validation.Value,
                Tool = "evaluator 3.2",
                ProducedAt = "2026-11-20T07:15:00Z",
                Payload = JsonSerializer.SerializeToElement(new { auc = 0.912 }),
            },
            ct
        );
        return evidence.Kind == EvidenceKind.Validation ? evidence.Sha256 : throw new InvalidOperationException("Kept as another kind.");
    }
}
