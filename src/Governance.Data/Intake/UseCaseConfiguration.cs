using Governance.Data.Conventions;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Intake;

internal sealed class UseCaseConfiguration : IEntityTypeConfiguration<UseCase>
{
    public void Configure(EntityTypeBuilder<UseCase> builder)
    {
        builder.ToTable(
            "UseCases",
            table =>
            {
                // What the aggregate refuses, the schema does not hold either.
                table.HasCheckConstraint(
                    "CK_UseCases_Accepted",
                    "(\"State\" = 'accepted') = (\"System\" IS NOT NULL) AND (\"System\" IS NULL OR \"ExpectedClass\" <> 'prohibited')"
                );
                table.HasCheckConstraint("CK_UseCases_Declined", "\"State\" <> 'declined' OR \"Reason_Sha256\" IS NOT NULL");
                table.HasCheckConstraint(
                    "CK_UseCases_Decided",
                    "\"State\" NOT IN ('accepted', 'declined') OR (\"DecidedBy\" IS NOT NULL AND \"ClosedAt\" IS NOT NULL)"
                );
            }
        );
        builder.HasKey(u => u.Id);
        builder.Property(u => u.Id).ValueGeneratedNever();
        builder.Property(u => u.Title).HasMaxLength(UseCaseAnswers.MaxTitle);
        builder.Property(u => u.Purpose).HasMaxLength(UseCaseAnswers.MaxPurpose);
        builder.Property(u => u.Benefit).HasMaxLength(UseCaseAnswers.MaxWords);
        builder.Property(u => u.Vulnerable).HasMaxLength(UseCaseAnswers.MaxWords);
        builder.Property(u => u.Supplier).HasMaxLength(200);
        builder.Property(u => u.Product).HasMaxLength(200);
        builder.Property(u => u.BusinessUnit).HasMaxLength(RoleScope.MaxUnit);
        builder.Property(u => u.AnswersSalt).HasMaxLength(32);
        builder.Property(u => u.AnswersSha256).HasMaxLength(64);
        builder.Property(u => u.ProposedByName).HasMaxLength(200);
        builder.Property(u => u.QuestionByName).HasMaxLength(200);
        builder.Property(u => u.ClosedByName).HasMaxLength(200);
        builder.Property(u => u.ExpectedClass).HasMaxLength(64);
        builder.Property(u => u.Pack).HasMaxLength(63);
        builder.Property(u => u.Revision).IsConcurrencyToken();
        builder.OwnsText(u => u.Question);
        builder.OwnsText(u => u.Reason);
        builder.JsonList<UseCase, UserId>("_proposers", "Proposers");
        builder.JsonList<UseCase, string>("_affectedGroups", "AffectedGroups");
        builder.JsonList<UseCase, DataCategory>("_data", "Data");
        builder.JsonList<UseCase, ScreeningAnswer>("_screening", "Screening");
        builder.Ignore(u => u.Proposers);
        builder.Ignore(u => u.AffectedGroups);
        builder.Ignore(u => u.Data);
        builder.Ignore(u => u.Screening);
        builder.Ignore(u => u.Current);
        builder.Ignore(u => u.Missing);
        builder.Ignore(u => u.IsInTriage);
        builder.Ignore(u => u.IsWithProposer);
        builder.Ignore(u => u.IsOpen);
        builder.Ignore(u => u.AuditSubject);
        builder.HasMany(u => u.Opinions).WithOne().HasForeignKey(o => o.UseCase).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(u => u.Opinions).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasMany(u => u.Conditions).WithOne().HasForeignKey(c => c.UseCase).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(u => u.Conditions).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasOne<AiSystem>().WithMany().HasForeignKey(u => u.System).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(u => u.System).IsUnique();
        builder.HasIndex(u => new { u.State, u.DueAt });
    }
}

internal sealed class UseCaseOpinionConfiguration : IEntityTypeConfiguration<UseCaseOpinion>
{
    public void Configure(EntityTypeBuilder<UseCaseOpinion> builder)
    {
        builder.ToTable("UseCaseOpinions");
        builder.HasKey(o => o.Id);
        builder.Property(o => o.PersonName).HasMaxLength(200);
        builder.OwnsText(o => o.Words!, required: true);
        // One opinion a function and one a person, once more in the database.
        builder
            .HasIndex(o => new
            {
                o.UseCase,
                o.Round,
                o.Function,
            })
            .IsUnique();
        builder
            .HasIndex(o => new
            {
                o.UseCase,
                o.Round,
                o.Person,
            })
            .IsUnique();
    }
}

internal sealed class UseCaseConditionConfiguration : IEntityTypeConfiguration<UseCaseCondition>
{
    public void Configure(EntityTypeBuilder<UseCaseCondition> builder)
    {
        builder.ToTable("UseCaseConditions");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.MetByName).HasMaxLength(200);
        builder.OwnsText(c => c.Text!, required: true);
        builder.OwnsText(c => c.MetBy);
        builder.HasIndex(c => new { c.UseCase, c.Number }).IsUnique();
    }
}
