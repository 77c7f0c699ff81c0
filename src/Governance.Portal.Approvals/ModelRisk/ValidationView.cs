using Governance.Domain.ModelRisk;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>A validation with its report.</summary>
public sealed record ValidationView
{
    public required ValidationId Id { get; init; }

    public required string Model { get; init; }

    public required string Version { get; init; }

    public required ValidationState State { get; init; }

    public required string? Scope { get; init; }

    /// <summary>The tests, one per line.</summary>
    public required string? Tests { get; init; }

    /// <summary>Printed name of the validator.</summary>
    public required string Validator { get; init; }

    public required DateOnly DueOn { get; init; }

    /// <summary>True if the report is overdue.</summary>
    public required bool Overdue { get; init; }

    /// <summary>Printed name of the person who planned it.</summary>
    public required string PlannedBy { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>The signed report; null until there is one.</summary>
    public required ValidationReportView? Report { get; init; }

    internal static ValidationView Of(ModelValidation validation, DateOnly today) =>
        new()
        {
            Id = validation.Id,
            Model = validation.Model,
            Version = validation.Version,
            State = validation.State,
            Scope = validation.Scope.Text,
            Tests = validation.Tests.Text,
            Validator = validation.ValidatorName,
            DueOn = validation.DueOn,
            Overdue = validation.State is ValidationState.Planned && validation.DueOn < today,
            PlannedBy = validation.PlannedByName,
            PlannedAt = validation.PlannedAt,
            Report = validation.Report is { } report ? ValidationReportView.Of(report) : null,
        };
}
