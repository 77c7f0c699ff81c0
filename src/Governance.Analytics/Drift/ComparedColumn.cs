using Governance.Analytics.Io;

namespace Governance.Analytics.Drift;

/// <summary>A compared column with what quality checks need besides.</summary>
internal sealed record ComparedColumn(DriftFeature Feature, Column? Current, long? OutOfRange);
