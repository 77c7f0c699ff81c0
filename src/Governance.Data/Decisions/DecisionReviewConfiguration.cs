using System.Text.Json;
using Governance.Data.Conventions;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Governance.Data.Decisions;

internal sealed class ReviewPolicyConfiguration : IEntityTypeConfiguration<ReviewPolicy>
{
    public void Configure(EntityTypeBuilder<ReviewPolicy> builder)
    {
        builder.ToTable("ReviewPolicies");
        builder.HasKey(p => p.Model);
        builder.Property(p => p.Model).HasMaxLength(100);
        builder.Property(p => p.ChangedBy).HasMaxLength(100);
        builder.Property(p => p.Seed).HasMaxLength(ReviewDraw.SeedSize);
        builder.Property(p => p.Revision).IsConcurrencyToken();
        builder.JsonList<ReviewPolicy, ReviewRule>("_rules", "Rules");
        builder.JsonList<ReviewPolicy, UserId>("_reviewers", "Reviewers");
        builder
            .Property<Dictionary<string, string>>("_truths")
            .HasColumnName("Truths")
            .HasConversion(new TruthsConverter(), new TruthsComparer())
            .IsRequired();
        builder.Ignore(p => p.Rules);
        builder.Ignore(p => p.Reviewers);
        builder.Ignore(p => p.Truths);
        builder.Ignore(p => p.AuditSubject);
        builder.HasOne<Model>().WithOne().HasForeignKey<ReviewPolicy>(p => p.Model).OnDelete(DeleteBehavior.Restrict);
    }

    private sealed class TruthsConverter()
        : ValueConverter<Dictionary<string, string>, string>(
            truths => JsonSerializer.Serialize(truths, JsonColumns.Options),
            text => JsonSerializer.Deserialize<Dictionary<string, string>>(text, JsonColumns.Options)!
        );

    private sealed class TruthsComparer()
        : ValueComparer<Dictionary<string, string>>(
            (a, b) => a!.Count == b!.Count && a.All(p => b.ContainsKey(p.Key) && b[p.Key] == p.Value),
            truths => truths.Count,
            truths => new Dictionary<string, string>(truths, StringComparer.Ordinal)
        );
}

internal sealed class DecisionReviewConfiguration : IEntityTypeConfiguration<DecisionReview>
{
    public void Configure(EntityTypeBuilder<DecisionReview> builder)
    {
        builder.ToTable(
            "DecisionReviews",
            table =>
            {
                // What the aggregate refuses, the schema does not hold either.
                table.HasCheckConstraint(
                    "CK_DecisionReviews_Answered",
                    "\"State\" NOT IN ('confirmed', 'overridden') OR (\"AnsweredBy\" IS NOT NULL AND \"Reason_Sha256\" IS NOT NULL)"
                );
                table.HasCheckConstraint(
                    "CK_DecisionReviews_Overridden",
                    "\"State\" <> 'overridden' OR (\"NewOutcome\" IS NOT NULL AND \"ReasonCode\" IS NOT NULL)"
                );
                table.HasCheckConstraint(
                    "CK_DecisionReviews_Escalated",
                    "\"State\" <> 'escalated' OR (\"EscalatedBy\" IS NOT NULL AND \"EscalatedBy\" <> \"Reviewer\")"
                );
            }
        );
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.DecisionId).HasMaxLength(128);
        builder.Property(r => r.Model).HasMaxLength(100);
        builder.Property(r => r.Version).HasMaxLength(64);
        builder.Property(r => r.AskedByName).HasMaxLength(200);
        builder.Property(r => r.EscalatedByName).HasMaxLength(200);
        builder.Property(r => r.ReassignedByName).HasMaxLength(200);
        builder.Property(r => r.AnsweredByName).HasMaxLength(200);
        builder.Property(r => r.NewOutcome).HasMaxLength(64);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.Property(r => r.Rule).HasConversion((ValueConverter)new RuleConverter());
        builder.OwnsText(r => r.Asked);
        builder.OwnsText(r => r.Escalated);
        builder.OwnsText(r => r.Reassigned);
        builder.OwnsText(r => r.Reason);
        builder.JsonList<DecisionReview, UserId>("_barred", "Barred");
        builder.Ignore(r => r.Barred);
        builder.Ignore(r => r.IsWaiting);
        builder.Ignore(r => r.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(r => new { r.Model, r.Version }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.Decision, r.Ordinal }).IsUnique();
        builder.HasIndex(r => new { r.State, r.DueAt });
        builder.HasIndex(r => new { r.Model, r.State });
        builder.HasIndex(r => new { r.Reviewer, r.State });
    }

    private sealed class RuleConverter()
        : ValueConverter<ReviewRule, string>(
            rule => JsonSerializer.Serialize(rule, JsonColumns.Options),
            text => JsonSerializer.Deserialize<ReviewRule>(text, JsonColumns.Options)!
        );
}

internal sealed class DecisionTruthConfiguration : IEntityTypeConfiguration<DecisionTruth>
{
    public void Configure(EntityTypeBuilder<DecisionTruth> builder)
    {
        builder.ToTable("DecisionTruths");
        builder.HasKey(t => t.Decision);
        builder.Property(t => t.Decision).ValueGeneratedNever();
        builder.Property(t => t.Label).HasMaxLength(64);
        builder.HasIndex(t => new { t.Source, t.DecisionTime });
    }
}

internal sealed class ReviewTaskConfiguration : IEntityTypeConfiguration<ReviewTask>
{
    public void Configure(EntityTypeBuilder<ReviewTask> builder)
    {
        builder.ToTable("ReviewTasks");
        builder.HasKey(t => t.Id);
        builder.Property(t => t.Version).HasMaxLength(200);
        builder.Property(t => t.Labels).HasMaxLength(64);
        builder.Property(t => t.Revision).IsConcurrencyToken();
        builder.HasIndex(t => t.DueAt);
    }
}

internal sealed class ReviewTallyConfiguration : IEntityTypeConfiguration<ReviewTally>
{
    public void Configure(EntityTypeBuilder<ReviewTally> builder)
    {
        builder.ToTable("ReviewTallies");
        builder.HasKey(t => new { t.Model, t.Day });
        builder.Property(t => t.Model).HasMaxLength(100);
    }
}
