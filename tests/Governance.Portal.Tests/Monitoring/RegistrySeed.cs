using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>A registered version to monitor, written straight into the database: these tests are about what is uploaded for it.</summary>
internal static class RegistrySeed
{
    public static async Task VersionAsync(PortalFactory portal, string model, string version, string email = "owner@test.example")
    {
        var owner = await portal.CreateUserAsync(email, Roles.ModelOwner);
        await using var db = await portal.Databases.CreateDbContextAsync();
        var now = TimeProvider.System.GetUtcNow();
        db.Models.Add(Model.Register(new ModelFacts(model) { RiskClass = RiskClass.Limited }, owner, [], "host", now).Value);
        db.Append(new AuditEvent("model.registered", model, new JsonObject()), Actor.Host, now);
        var manifest = new VersionManifest(
            model,
            version,
            new ArtifactFacts(Sha256Hex.Of("model"u8), 5, "application/json", null),
            null,
            [],
            [],
            []
        );
        var registered = ModelVersion.Register(manifest, 1, "host", now).Value;
        db.Versions.Add(registered);
        db.Append(new AuditEvent("version.registered", registered.Id, new JsonObject()), Actor.Host, now);
        await db.SaveChangesAsync();
    }
}
