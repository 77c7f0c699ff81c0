using Governance.Data.Conventions;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Incidents;

internal sealed class IncidentConfiguration : IEntityTypeConfiguration<Incident>
{
    public void Configure(EntityTypeBuilder<Incident> builder)
    {
        builder.ToTable("Incidents");
        builder.HasKey(i => i.Id);
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.Property(i => i.Title).HasMaxLength(Incident.MaxTitle);
        builder.Property(i => i.OpenedBy).HasMaxLength(64);
        builder.Property(i => i.Playbook).HasMaxLength(64);
        builder.Property(i => i.ContainmentConfirmedBy).HasMaxLength(Incident.MaxTitle);
        builder.Property(i => i.EvidenceSha256).HasMaxLength(64);
        builder.Property(i => i.RecoveryDeployment).HasMaxLength(16);
        builder.Property(i => i.RecoveryPlan).HasMaxLength(32);
        builder.Property(i => i.Revision).IsConcurrencyToken();
        builder.OwnsText(i => i.Description!, required: true);
        builder.OwnsText(i => i.Happened);
        builder.OwnsText(i => i.Impact);
        builder.OwnsText(i => i.Causes);
        builder.OwnsText(i => i.Changed);
        builder.Ignore(i => i.Systems);
        builder.Ignore(i => i.Countries);
        builder.Ignore(i => i.Steps);
        builder.Ignore(i => i.Evidence);
        builder.Ignore(i => i.Classes);
        builder.Ignore(i => i.FollowUps);
        builder.Ignore(i => i.Calls);
        builder.Ignore(i => i.Class);
        builder.Ignore(i => i.AwareAt);
        builder.Ignore(i => i.IsLive);
        builder.Ignore(i => i.HasPostMortem);
        builder.Ignore(i => i.AuditSubject);
        builder.JsonList<Incident, string>("_systems", "Systems");
        builder.JsonList<Incident, string>("_countries", "Countries");
        builder.JsonList<Incident, IncidentStep>("_steps", "Steps");
        builder.JsonList<Incident, FrozenEvidence>("_evidence", "Evidence");
        builder.JsonList<Incident, IncidentClass>("_classes", "Classes");
        builder.JsonList<Incident, IncidentFollowUp>("_followUps", "FollowUps");
        builder.JsonList<Incident, IncidentCall>("_calls", "Calls");
        builder.HasMany(i => i.Versions).WithOne().HasForeignKey(v => v.Incident).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(i => i.Versions).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasMany(i => i.Messages).WithOne().HasForeignKey(m => m.Incident).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(i => i.Messages).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasOne<Alert>().WithMany().HasForeignKey(i => i.Alert).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(i => i.State);
    }
}

internal sealed class IncidentVersionConfiguration : IEntityTypeConfiguration<IncidentVersion>
{
    public void Configure(EntityTypeBuilder<IncidentVersion> builder)
    {
        builder.ToTable("IncidentVersions");
        builder.HasKey(v => new
        {
            v.Incident,
            v.Model,
            v.Version,
        });
        builder.Property(v => v.Model).HasMaxLength(100);
        builder.Property(v => v.Version).HasMaxLength(64);
        builder.Ignore(v => v.IsHeld);
        builder.HasOne<Model>().WithMany().HasForeignKey(v => v.Model).OnDelete(DeleteBehavior.Restrict);
        // What every question to the gate looks up.
        builder.HasIndex(v => new { v.Model, v.Version });
    }
}

internal sealed class IncidentMessageConfiguration : IEntityTypeConfiguration<IncidentMessage>
{
    public void Configure(EntityTypeBuilder<IncidentMessage> builder)
    {
        builder.ToTable("IncidentMessages");
        builder.HasKey(m => new { m.Incident, m.Number });
        builder.Property(m => m.Number).ValueGeneratedNever();
        builder.Property(m => m.Audience).HasMaxLength(64);
        builder.Property(m => m.Subject).HasMaxLength(IncidentMessage.MaxSubject);
        builder.Property(m => m.WaitsFor).HasMaxLength(Incident.MaxTitle);
        builder.Property(m => m.SentBy).HasMaxLength(200);
        builder.Property(m => m.Receipt).HasMaxLength(Incident.MaxTitle);
        builder.OwnsText(m => m.Body!, required: true);
    }
}

internal sealed class IncidentEntryConfiguration : IEntityTypeConfiguration<IncidentEntry>
{
    public void Configure(EntityTypeBuilder<IncidentEntry> builder)
    {
        builder.ToTable("IncidentEntries");
        builder.HasKey(e => new { e.Incident, e.Number });
        builder.Property(e => e.Number).ValueGeneratedNever();
        builder.Property(e => e.By).HasMaxLength(64);
        builder.Property(e => e.ByName).HasMaxLength(200);
        builder.Property(e => e.Action).HasMaxLength(64);
        builder.Property(e => e.What).HasMaxLength(500);
        builder.Property(e => e.Sha256).HasMaxLength(64);
        builder.OwnsText(e => e.Words!, required: true);
        builder.Ignore(e => e.AuditSubject);
        builder.HasOne<Incident>().WithMany().HasForeignKey(e => e.Incident).OnDelete(DeleteBehavior.Restrict);
    }
}
