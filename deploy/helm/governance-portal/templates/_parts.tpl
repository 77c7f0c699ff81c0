{{- /* What several objects have. */ -}}

{{- define "portal.labels" -}}
app.kubernetes.io/name: governance-portal
app.kubernetes.io/part-of: governance
{{- end -}}

{{- define "portal.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- /* Of a pod: an account of the image, volumes closed to everyone else, no more of the kernel than is needed. */ -}}
{{- define "portal.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
# Startup is refused unless the key folder is closed to everyone else: set a volume's modes once, not at each start.
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "portal.closed" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "portal.probe" -}}
port: http
httpHeaders:
  - name: Host
    value: {{ .Values.host | quote }}
{{- end -}}

{{- define "portal.artifactsClaim" -}}
{{ .Values.persistence.artifacts.existingClaim | default "governance-artifacts" }}
{{- end -}}

{{- define "portal.backupsClaim" -}}
{{ .Values.persistence.backups.existingClaim | default "governance-backups" }}
{{- end -}}

{{- define "portal.keysClaim" -}}
{{ .Values.persistence.keys.existingClaim | default "governance-keys" }}
{{- end -}}
