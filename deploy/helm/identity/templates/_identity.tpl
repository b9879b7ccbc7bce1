{{/* The names and the parts that several templates share. */}}

{{- define "identity.name" -}}
{{- if contains .Chart.Name .Release.Name -}}{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else -}}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{- define "identity.selector" -}}
app.kubernetes.io/name: identity
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "identity.labels" -}}
{{ include "identity.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "identity.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}{{ .Values.serviceAccount.name | default (include "identity.name" .) }}
{{- else -}}{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end -}}

{{- define "identity.serverImage" -}}
{{- with .Values.image -}}
{{- if .serverDigest -}}{{ .server }}@{{ .serverDigest }}{{- else -}}{{ .server }}:{{ .tag | default $.Chart.AppVersion }}{{- end -}}
{{- end -}}
{{- end -}}

{{- define "identity.adminImage" -}}
{{- with .Values.image -}}
{{- if .adminDigest -}}{{ .admin }}@{{ .adminDigest }}{{- else -}}{{ .admin }}:{{ .tag | default $.Chart.AppVersion }}{{- end -}}
{{- end -}}
{{- end -}}

{{/* As the images are: a user without rights, and nothing that can be written. */}}
{{- define "identity.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1654
runAsGroup: 1654
fsGroup: 1654
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "identity.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* The settings that are no secrets: those of the values, and those that other values imply. */}}
{{- define "identity.settings" -}}
IDENTITY__Issuer: {{ .Values.issuer | quote }}
IDENTITY__MasterKey__File: /run/secrets/identity/master-key
{{- if .Values.admin.enabled }}
IDENTITY__Admin__Url: {{ .Values.admin.url | quote }}
{{- end }}
{{- if .Values.metrics.enabled }}
IDENTITY__Metrics__Url: {{ printf "http://0.0.0.0:%v" .Values.metrics.port | quote }}
{{- end }}
{{- range $name, $value := .Values.settings }}
{{- if ne (toString $value) "" }}
IDENTITY__{{ $name | replace ":" "__" }}: {{ toString $value | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* One variable from the secret: a dictionary of root, name, key, and optional. */}}
{{- define "identity.secretVariable" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.secret.name }}
      key: {{ .key }}
{{- if .optional }}
      optional: true
{{- end }}
{{- end -}}
