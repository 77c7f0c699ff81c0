using Governance.Data.Conventions;
using Governance.Domain.Agents;
using Governance.Domain.Agents.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Agents;

internal sealed class AgentRunConfiguration : IEntityTypeConfiguration<AgentRun>
{
    public void Configure(EntityTypeBuilder<AgentRun> builder)
    {
        builder.ToTable("AgentRuns");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Model).HasMaxLength(AgentStep.MaxName);
        builder.Property(r => r.Name).HasMaxLength(AgentStep.MaxName);
        builder.Property(r => r.Salt).HasMaxLength(32);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.Ignore(r => r.Findings);
        builder.JsonList<AgentRun, RunFinding>("_findings", "Findings");
        // A run is found by its name, an agent's runs are read newest first, old ones are erased.
        builder.HasIndex(r => new { r.Model, r.Name }).IsUnique();
        builder.HasIndex(r => new { r.Model, r.LastAt });
        builder.HasIndex(r => r.ReceivedAt);
    }
}

internal sealed class AgentStepConfiguration : IEntityTypeConfiguration<AgentStep>
{
    public void Configure(EntityTypeBuilder<AgentStep> builder)
    {
        builder.ToTable("AgentSteps");
        builder.HasKey(s => new { s.TraceId, s.SpanId });
        builder.Property(s => s.TraceId).HasMaxLength(32);
        builder.Property(s => s.SpanId).HasMaxLength(16);
        builder.Property(s => s.ParentId).HasMaxLength(16);
        builder.Property(s => s.Name).HasMaxLength(AgentStep.MaxName);
        builder.Property(s => s.Agent).HasMaxLength(AgentStep.MaxName);
        builder.Property(s => s.Service).HasMaxLength(AgentStep.MaxName);
        builder.Property(s => s.Conversation).HasMaxLength(AgentStep.MaxName);
        builder.Property(s => s.UsedModel).HasMaxLength(AgentStep.MaxName);
        builder.Property(s => s.Tool).HasMaxLength(AgentStep.MaxName);
        builder.Property(s => s.CallId).HasMaxLength(AgentStep.MaxName);
        builder.Property(s => s.Error).HasMaxLength(AgentStep.MaxName);
        builder.Property(s => s.ToldDecision).HasMaxLength(AgentStep.MaxName);
        builder.Property(s => s.SchemaUrl).HasMaxLength(AgentStep.MaxName);
        builder.Property(s => s.ArgumentsSha256).HasMaxLength(64);
        builder.Property(s => s.OtherSha256).HasMaxLength(64);
        builder.Ignore(s => s.Duration);
        builder.HasIndex(s => s.Run);
        builder.HasOne<AgentRun>().WithMany().HasForeignKey(s => s.Run).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AgentStepContentConfiguration : IEntityTypeConfiguration<AgentStepContent>
{
    public void Configure(EntityTypeBuilder<AgentStepContent> builder)
    {
        builder.ToTable("AgentStepContents");
        builder.HasKey(c => new { c.TraceId, c.SpanId });
        builder.Property(c => c.TraceId).HasMaxLength(32);
        builder.Property(c => c.SpanId).HasMaxLength(16);
        builder.Property(c => c.Salt).HasMaxLength(32);
        builder.Ignore(c => c.Parts);
        builder.JsonList<AgentStepContent, StepPart>("_parts", "Parts");
        // Retention looks for what is still there.
        builder.HasIndex(c => c.ReceivedAt).HasDatabaseName("IX_AgentStepContents_Kept").HasFilter("\"Content\" IS NOT NULL");
        builder
            .HasOne<AgentStep>()
            .WithOne()
            .HasForeignKey<AgentStepContent>(c => new { c.TraceId, c.SpanId })
            .OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AgentContentPolicyConfiguration : IEntityTypeConfiguration<AgentContentPolicy>
{
    public void Configure(EntityTypeBuilder<AgentContentPolicy> builder)
    {
        builder.ToTable("AgentContentPolicies");
        builder.HasKey(p => p.Model);
        builder.Property(p => p.Model).HasMaxLength(100);
        builder.Property(p => p.ChangedBy).HasMaxLength(100);
        builder.Property(p => p.Revision).IsConcurrencyToken();
        builder.Ignore(p => p.Handling);
        builder.Ignore(p => p.AuditSubject);
        // A text and no value of an enumeration: an unknown word is read as the one that keeps nothing.
        builder.Property<string>("_handling").HasColumnName("Handling").HasMaxLength(32).IsRequired();
        builder.HasOne<Agent>().WithOne().HasForeignKey<AgentContentPolicy>(p => p.Model).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AgentContentReadingConfiguration : IEntityTypeConfiguration<AgentContentReading>
{
    public void Configure(EntityTypeBuilder<AgentContentReading> builder)
    {
        builder.ToTable("AgentContentReadings");
        builder.Property(r => r.Model).HasMaxLength(AgentStep.MaxName);
        builder.Property(r => r.TraceId).HasMaxLength(32);
        builder.Property(r => r.SpanId).HasMaxLength(16);
        builder.Property(r => r.By).HasMaxLength(100);
        builder.OwnsText(r => r.Purpose);
        builder.Ignore(r => r.AuditSubject);
        builder.HasIndex(r => r.Run);
    }
}

internal sealed class IgnoredAgentConfiguration : IEntityTypeConfiguration<IgnoredAgent>
{
    public void Configure(EntityTypeBuilder<IgnoredAgent> builder)
    {
        builder.ToTable("IgnoredAgents");
        builder.HasKey(a => a.Name);
        builder.Property(a => a.Name).HasMaxLength(AgentStep.MaxName);
        builder.Property(a => a.By).HasMaxLength(64);
        builder.OwnsText(a => a.Reason, required: true);
        builder.Ignore(a => a.AuditSubject);
    }
}
