using Governance.Data.Conventions;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Agents;

internal sealed class AgentCallConfiguration : IEntityTypeConfiguration<AgentCall>
{
    public void Configure(EntityTypeBuilder<AgentCall> builder)
    {
        builder.ToTable("AgentCalls");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Model).HasMaxLength(100);
        builder.Property(c => c.Version).HasMaxLength(64);
        builder.Property(c => c.ManifestSha256).HasMaxLength(64);
        builder.Property(c => c.Environment).HasMaxLength(100);
        builder.Property(c => c.Run).HasMaxLength(CallRequest.MaxRun);
        builder.Property(c => c.Tool).HasMaxLength(CallRequest.MaxName);
        builder.Property(c => c.Server).HasMaxLength(CallRequest.MaxName);
        builder.Property(c => c.Currency).HasMaxLength(3);
        builder.Property(c => c.ArgumentsSalt).HasMaxLength(32);
        builder.Property(c => c.ArgumentsSha256).HasMaxLength(64);
        builder.Property(c => c.Code).HasMaxLength(64);
        builder.Property(c => c.Reason).HasMaxLength(CallRuling.MaxReason);
        builder.Property(c => c.Policy).HasMaxLength(200);
        builder.Property(c => c.Rule).HasMaxLength(200);
        builder.Property(c => c.AskedBy).HasMaxLength(64);
        builder.Property(c => c.Commitment).HasMaxLength(32);
        builder.Ignore(c => c.Scopes);
        builder.Ignore(c => c.Askers);
        builder.Ignore(c => c.Amount);
        builder.Ignore(c => c.ToolName);
        builder.Ignore(c => c.IsErased);
        builder.JsonList<AgentCall, string>("_scopes", "Scopes");
        builder.JsonList<AgentCall, UserId>("_askers", "Askers");
        // A run is counted, the calls of the last minute are, a person sees what waits, a batch is proven.
        builder.HasIndex(c => new { c.Model, c.Run });
        builder.HasIndex(c => new { c.Model, c.At });
        builder.HasIndex(c => new { c.Verdict, c.ExpiresAt });
        builder.HasIndex(c => new { c.Batch, c.Position }).IsUnique();
    }
}

internal sealed class AgentCallBatchConfiguration : IEntityTypeConfiguration<AgentCallBatch>
{
    public void Configure(EntityTypeBuilder<AgentCallBatch> builder)
    {
        builder.ToTable("AgentCallBatches");
        builder.HasKey(b => b.Id);
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.Property(b => b.Model).HasMaxLength(100);
        builder.Property(b => b.Root).HasMaxLength(32);
        builder.Ignore(b => b.AuditSubject);
    }
}

internal sealed class AgentRunTotalConfiguration : IEntityTypeConfiguration<AgentRunTotal>
{
    public void Configure(EntityTypeBuilder<AgentRunTotal> builder)
    {
        builder.ToTable("AgentRunTotals");
        builder.HasKey(t => new { t.Model, t.Run });
        builder.Property(t => t.Model).HasMaxLength(100);
        builder.Property(t => t.Run).HasMaxLength(CallRequest.MaxRun);
        builder.Ignore(t => t.Spent);
        builder.Ignore(t => t.Asked);
        builder.Ignore(t => t.Recent);
        builder.JsonList<AgentRunTotal, MoneyParts>("_spent", "Spent");
        builder.JsonList<AgentRunTotal, AskedMoney>("_asked", "Asked");
        builder.JsonList<AgentRunTotal, CallCount>("_recent", "Recent");
    }
}

internal sealed class AgentCallAnswerConfiguration : IEntityTypeConfiguration<AgentCallAnswer>
{
    public void Configure(EntityTypeBuilder<AgentCallAnswer> builder)
    {
        builder.ToTable("AgentCallAnswers");
        builder.HasKey(a => a.Call);
        builder.Property(a => a.Call).ValueGeneratedNever();
        builder.Property(a => a.Model).HasMaxLength(100);
        builder.Property(a => a.PrintedName).HasMaxLength(200);
        builder.Property(a => a.Role).HasMaxLength(32);
        builder.Property(a => a.AuthenticationMethod).HasMaxLength(32);
        builder.OwnsText(a => a.Reason, required: true);
        builder.Ignore(a => a.AuditSubject);
        builder.HasOne<AgentCall>().WithOne().HasForeignKey<AgentCallAnswer>(a => a.Call).OnDelete(DeleteBehavior.Restrict);
    }
}
